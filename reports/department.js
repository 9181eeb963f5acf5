// One department: its forms, what they share, its part of the ledger.
audit.start(function () {
  'use strict';

  var t = audit.t, element = audit.element, known = audit.known;
  var STEP = 50;
  var MOST = 20;
  var SHOWN = ['report.number', 'severity', 'report.code', 'report.project', 'sheet.cell', 'sheet.problem', 'finding.found',
    'finding.expected', 'finding.suggest', 'finding.basis'];
  var EXPORTED = ['report.number', 'severity', 'report.code', 'report.project', 'report.file', 'sheet.cell', 'sheet.row',
    'sheet.problem', 'sheet.details', 'finding.found', 'finding.expected', 'finding.suggest', 'finding.basis', 'sheet.standing'];
  var name = audit.read(location.hash).department;
  if (name === undefined) name = known.list.departments[0] ? known.list.departments[0][0] : '';
  var chosen = { department: name };
  var forms = audit.listing.listing(chosen).forms;

  function byId(id) { return document.getElementById(id); }

  function heading() {
    var totals = byId('totals');
    byId('name').replaceChildren(element('span', '', name || t('report.no_department')));
    document.title = (name || t('report.no_department')) + ' · ' + t('report.title');
    audit.SEVERITIES.forEach(function (severity) {
      var count = forms.reduce(function (sum, form) { return sum + form[severity]; }, 0);
      totals.append(element('li', count ? severity : '', element('b', '', count), ' ' + t('list.' + severity)));
    });
    totals.append(element('li', '', element('b', '', forms.length), ' ' + t('report.forms')));
    known.list.departments.forEach(function (department) {
      var option = element('option', '', department[0] || t('report.no_department'));
      option.value = department[0];
      byId('department').append(option);
    });
    byId('department').value = name;
    byId('department').addEventListener('change', function (event) {
      location.hash = audit.written({ department: event.target.value });
    });
  }

  function headRow(labels) {
    var row = element('tr');
    labels.forEach(function (label) {
      var made = element('th', label.number ? 'number' : '', label.said);
      made.scope = 'col';
      row.append(made);
    });
    return element('thead', '', row);
  }

  // The rules that more than one form breaks, the most common first.
  function common() {
    var counts = {};
    forms.forEach(function (form) { form.rules.forEach(function (rule) { counts[rule] = (counts[rule] || 0) + 1; }); });
    var rules = Object.keys(counts).map(Number).filter(function (rule) { return counts[rule] > 1; });
    rules.sort(function (a, b) {
      var order = audit.SEVERITIES.indexOf(known.site.rules[a].severity) - audit.SEVERITIES.indexOf(known.site.rules[b].severity);
      return order || counts[b] - counts[a] || a - b;
    });
    if (!rules.length) { byId('common').append(element('p', 'fine', t('form.none'))); return; }
    var body = element('tbody');
    rules.forEach(function (number) {
      var rule = known.site.rules[number];
      var head = element('th', '', audit.link('#' + audit.written({ department: name, rule: rule.code }), rule.title));
      head.scope = 'row';
      var share = t('report.shared.share', { count: counts[number], share: Math.round(counts[number] * 100 / forms.length) + '%' });
      body.append(element('tr', '', element('td', 'code', audit.ruleLink(rule)), head,
        element('td', '', element('span', 'severity ' + rule.severity, t('severity.' + rule.severity))), element('td', 'number', share)));
    });
    var labels = [{ said: t('report.code') }, { said: t('report.rule') }, { said: t('severity') }, { said: t('report.forms'), number: true }];
    var box = element('div', 'scroll tall', element('table', 'list', headRow(labels), body));
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', t('report.table', { name: t('report.shared.rules') }));
    byId('common').append(box);
  }

  function across() {
    var own = known.list.departments.find(function (department) { return department[0] === name; });
    if (own && own[2]) audit.cards.across(byId('across'), own[1], 4, own[2]);
    else byId('across').append(element('p', 'fine', t('form.none')));
  }

  // ---- the ledger: read from the shards of these forms when it is asked for

  function members(findings) {
    return (findings || []).reduce(function (all, one) {
      return all.concat(one, members(one.symptoms), members(one.kindred));
    }, []);
  }

  // Forms of one name are told apart by their files.
  function namesake(form) {
    return forms.some(function (other) { return other !== form && audit.nameOf(other) === audit.nameOf(form); });
  }

  function lineOf(finding, form) {
    var rule = known.site.rules[finding.rule];
    return { form: form, rule: rule, finding: finding, cell: finding.cells ? finding.cells[0][1] : t('finding.whole_form'),
      row: finding.rows ? finding.rows.join('、') : finding.at || '', suggest: finding.suggest || rule.suggest || '',
      basis: rule.basis.join('；') };
  }

  function collect(done) {
    var size = known.site.shard, lines = [];
    var shards = Array.from(new Set(forms.map(function (form) { return Math.floor(form.number / size); }))).sort(function (a, b) { return a - b; });
    audit.cards.each(shards, 'shards', function () {
      forms.slice().sort(function (a, b) { return a.number - b.number; }).forEach(function (form) {
        var read = known.shards[Math.floor(form.number / size)][form.number % size];
        members(read.findings).forEach(function (finding) { lines.push(lineOf(finding, form)); });
      });
      lines.sort(function (a, b) {
        return audit.SEVERITIES.indexOf(a.rule.severity) - audit.SEVERITIES.indexOf(b.rule.severity);
      });
      done(lines);
    });
  }

  function ledgerRow(line, number) {
    var rule = line.rule, finding = line.finding, made = element('tr', finding.rejected ? 'rejected' : '');
    [element('span', 'number', number + 1), element('span', 'severity ' + rule.severity, t('severity.' + rule.severity)),
      audit.ruleLink(rule), element('span', '', audit.link('project.html#form=' + line.form.key, audit.nameOf(line.form)),
        namesake(line.form) ? element('span', 'why', line.form.source) : null),
      element('span', '', line.cell, element('span', 'why', finding.rows ? t('list.rows', { count: finding.rows.length }) : finding.at)),
      element('span', '', element('b', '', rule.title), element('br'), element('span', 'said', finding.message),
        finding.verdict ? element('span', 'verdict', finding.verdict) : ''),
      finding.found || '', finding.expected || '', line.suggest, element('span', 'why', line.basis)
    ].forEach(function (inside) { made.append(element('td', '', inside)); });
    return made;
  }

  function exported(line, number) {
    var finding = line.finding;
    return [number + 1, t('severity.' + line.rule.severity), line.rule.code, audit.nameOf(line.form), line.form.source, line.cell,
      line.row, line.rule.title, finding.message, finding.found, finding.expected, line.suggest, line.basis, finding.verdict];
  }

  function show(lines) {
    var labels = SHOWN.map(function (key) { return { said: t(key) }; });
    var body = element('tbody'), more = element('button', 'more'), save = element('button', 'more', t('report.department.export'));
    var box = element('div', 'scroll', element('table', 'list ledger', headRow(labels), body));
    var shown = 0;
    function next(count) {
      lines.slice(shown, shown + count).forEach(function (line, at) { body.append(ledgerRow(line, shown + at)); });
      shown = Math.min(lines.length, shown + count);
      more.hidden = shown === lines.length;
      more.textContent = t('list.more', { count: Math.min(STEP, lines.length - shown) });
    }
    more.type = save.type = 'button';
    more.addEventListener('click', function () { next(STEP); });
    save.addEventListener('click', function () {
      audit.save(t('report.department.file'), [EXPORTED.map(function (key) { return t(key); })].concat(lines.map(exported)));
    });
    audit.onPrint(function () { next(lines.length); }, function () {});
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', t('report.table', { name: t('report.department.ledger') }));
    byId('lines').replaceChildren(save, box, more);
    next(STEP);
  }

  function ledger() {
    var count = forms.reduce(function (sum, form) { return sum + form.error + form.warning + form.note; }, 0);
    var size = known.site.shard;
    var files = new Set(forms.map(function (form) { return Math.floor(form.number / size); })).size;
    if (files > MOST) { byId('lines').append(element('p', 'fine', t('report.department.large', { count: count }))); return; }
    if (!count) { byId('lines').append(element('p', 'clean', t('form.none'))); return; }
    var button = element('button', 'more', t('report.department.load', { count: count }));
    button.type = 'button';
    button.addEventListener('click', function () {
      byId('lines').replaceChildren(element('p', 'fine', t('list.loading')));
      collect(show);
    });
    byId('lines').append(button);
    if (files === 1) collect(show);
  }

  // A filter of the list changes the address too; another department is another page.
  window.addEventListener('hashchange', function () {
    var department = audit.read(location.hash).department;
    if (department !== undefined && department !== name) location.reload();
  });
  heading();
  common();
  across();
  ledger();
});
