// Findings as cards: what is required, filed, due, by which formula, on what basis, and what to do.
audit.cards = (function () {
  'use strict';

  var t = audit.t, element = audit.element;

  // A very long text has a window of its own, so that what is around it keeps its shape.
  function windowed(said) {
    if (said.length <= 600) return said;
    var made = element('div', 'huge', said);
    made.tabIndex = 0;
    return made;
  }

  function fact(name, value, className) {
    var pair = className === 'found' || className === 'expected';
    return element('div', pair ? 'pair' : className, element('dt', '', t('finding.' + name)), element('dd', pair ? className : '', windowed(value)));
  }

  function facts(finding, rule) {
    var made = element('dl', 'facts');
    if (rule.requirement.length) made.append(fact('requirement', rule.requirement.join(' ')));
    if (finding.found || finding.blank) made.append(fact('found', finding.found || t('finding.blank'), 'found'));
    if (finding.expected) made.append(fact('expected', finding.expected, 'expected'));
    if (finding.formula) made.append(fact('formula', finding.formula));
    var rows = finding.forms ? beyondNames(finding) : finding.rows || [];
    if (rows.some(function (row) { return finding.message.indexOf(row) < 0; })) made.append(fact('rows', rows.join('、')));
    var basis = fact('basis', rule.basis.join('；') + ' ');
    basis.lastChild.append(audit.ruleLink(rule));
    made.append(basis);
    if (finding.suggest || rule.suggest) made.append(fact('suggest', finding.suggest || rule.suggest, 'suggest'));
    if (finding.used) {
      var figures = Object.keys(finding.used).map(function (label) { return label + ' ' + finding.used[label]; });
      made.append(fact('evidence', figures.join('，'), 'fine'));
    }
    return made;
  }

  function places(finding) {
    var made = element('p', 'places', finding.at ? finding.at + ' · ' : '');
    (finding.cells || []).forEach(function (cell, at) {
      if (at) made.append('、');
      made.append(cell[0] ? audit.link('#cell-' + cell[0], cell[1]) : cell[1]);
    });
    if (!finding.cells) made.append(t('finding.whole_form'));
    return made;
  }

  function formsOf(finding) { return finding.forms.map(audit.formOf).filter(Boolean); }

  // The rows of a finding across forms, each once; the names of its forms stand above them anyway.
  function beyondNames(finding) {
    var names = formsOf(finding).map(audit.nameOf);
    return Array.from(new Set(finding.rows || [])).filter(function (row) { return names.indexOf(row) < 0; });
  }

  // The forms that a finding across forms touches, the first of them by name; those of one name are numbered behind it.
  function touched(finding) {
    var made = element('p', 'places', t('finding.across', { count: finding.count }) + t('list.colon') + (audit.known.site.lang === 'en' ? ' ' : ''));
    var named = new Map();
    formsOf(finding).forEach(function (form) {
      var name = audit.nameOf(form);
      named.set(name, (named.get(name) || []).concat(form));
    });
    Array.from(named.keys()).forEach(function (name, at) {
      if (at) made.append('、');
      named.get(name).forEach(function (form, number, same) {
        var link = audit.link('project.html#form=' + form.key, number ? '(' + (number + 1) + ')' : name);
        if (same.length > 1) link.title = form.source;
        if (number) { link.setAttribute('aria-label', name + ' ' + form.source); made.append(' '); }
        made.append(link);
      });
    });
    if (finding.count > finding.forms.length) made.append(' ' + t('text.and_more', { count: finding.count - finding.forms.length }));
    return made;
  }

  function counted(findings) {
    return (findings || []).reduce(function (sum, one) { return sum + 1 + counted(one.symptoms) + counted(one.kindred); }, 0);
  }

  // Findings below another one, however deep, behind their number.
  function folded(key, below, level) {
    var made = element('details', 'symptoms', element('summary', '', t(key, { count: counted(below) })));
    below.forEach(function (finding) { made.append(card(finding, level)); });
    return made;
  }

  function card(finding, level) {
    var rule = audit.known.site.rules[finding.rule];
    var made = element('article', 'finding ' + rule.severity + (finding.symptoms || finding.kindred ? ' cause' : '')
      + (finding.rejected ? ' rejected' : ''));
    var mark = finding.number
      ? element('span', 'badge ' + rule.severity, t('severity.' + rule.severity + '.short') + finding.number)
      : element('span', 'severity ' + rule.severity, t('severity.' + rule.severity));
    made.append(element('h' + Math.min(level, 6), '', mark, ' ' + rule.title));
    made.append(finding.forms ? touched(finding) : places(finding));
    if (finding.verdict) made.append(element('p', 'verdict', finding.verdict));
    made.append(element('p', 'message', finding.message), facts(finding, rule));
    if (finding.number) {
      made.id = 'finding-' + finding.number;
      made.tabIndex = -1;
      made.dataset.cells = (finding.cells || []).map(function (cell) { return cell[0]; }).filter(Boolean).join(' ');
    }
    if (finding.symptoms) {
      made.append(folded('form.fold', finding.symptoms, level + 1));
    }
    if (finding.kindred) {
      made.append(folded('finding.kindred', finding.kindred, level + 1));
    }
    return made;
  }

  // Findings across forms by their keys, a few at a time, into a box; `total` counts those beyond the keys too.
  function across(box, keys, level, total) {
    var prefix = audit.known.site.prefix, step = 10, shown = 0;
    var more = element('button', 'more');
    more.type = 'button';
    box.replaceChildren();

    function next() {
      var wanted = keys.slice(shown, shown + step);
      var files = wanted.map(function (key) { return key.slice(0, prefix); });
      each(Array.from(new Set(files)), 'across', function () {
        wanted.forEach(function (key) {
          box.insertBefore(card(audit.known.across[key.slice(0, prefix)][key], level), more.parentNode ? more : null);
        });
        shown += wanted.length;
        if (shown < keys.length) {
          more.textContent = t('list.more', { count: Math.min(step, keys.length - shown) });
          box.append(more);
          return;
        }
        more.remove();
        if (total > shown) box.append(element('p', 'fine', t('report.also', { count: total - shown })));
      });
    }
    more.addEventListener('click', next);
    next();
  }

  // Load data files one after the other, then go on.
  function each(numbers, kind, done) {
    if (!numbers.length) { done(); return; }
    audit.load(kind, numbers[0], function () { each(numbers.slice(1), kind, done); });
  }

  return { card: card, across: across, each: each, windowed: windowed };
})();
