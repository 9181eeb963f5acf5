// One form: drawn as it was filed, its findings beside it; both light up together, by pointer and by keys.
audit.start(function () {
  'use strict';

  var t = audit.t, element = audit.element, known = audit.known;
  var OUTCOMES = [['f', 'finding'], ['x', 'failed'], ['u', 'undecided'], ['p', 'passed'], ['n', 'not_applicable']];
  var wide = window.matchMedia('(min-width: 80rem)');
  var view = document.getElementById('view');
  var state = {}, order = [], here = -1;

  function byId(id) { return document.getElementById(id); }

  // ---- the form as filed

  function members(findings) {
    return (findings || []).reduce(function (all, one) {
      return all.concat(one, members(one.symptoms), members(one.kindred));
    }, []);
  }

  function marksOf(findings) {
    var marks = {};
    findings.forEach(function (finding) {
      (finding.cells || []).forEach(function (cell) {
        if (cell[0]) (marks[cell[0]] = marks[cell[0]] || []).push(finding);
      });
    });
    return marks;
  }

  function severityOf(finding) { return known.site.rules[finding.rule].severity; }

  function badge(finding) {
    var rule = known.site.rules[finding.rule];
    var made = audit.link('#finding-' + finding.number, t('severity.' + rule.severity + '.short') + finding.number, 'badge ' + rule.severity);
    made.title = t('form.mark', { number: finding.number, severity: t('severity.' + rule.severity), title: rule.title });
    return made;
  }

  function drawCell(cell, name, marks) {
    var made = element('td', '', audit.cards.windowed(cell[1]));
    made.id = 'cell-' + name;
    if (cell[2] > 1) made.rowSpan = cell[2];
    if (cell[3] > 1) made.colSpan = cell[3];
    if (marks) {
      var worst = Math.min.apply(null, marks.map(function (one) { return audit.SEVERITIES.indexOf(severityOf(one)); }));
      made.className = 'marked ' + audit.SEVERITIES[worst];
      made.tabIndex = -1;
      marks.forEach(function (one) { made.append(' ', badge(one)); });
    } else if (cell[1].length > 12) made.className = 'long';
    return made;
  }

  function drawing(data, fragment, title, marks) {
    var table = element('table', 'form'), head = element('tr', '', element('td')), body = element('tbody');
    table.lang = 'zh-CN';
    data.columns.forEach(function (column) {
      var made = element('th', '', column);
      made.scope = 'col';
      head.append(made);
    });
    data.rows.forEach(function (row, at) {
      var made = element('tr', row[1] ? 'unseen' : '');
      var number = element('th', '', row[0]);
      number.scope = 'row';
      if (row[1]) made.title = t('form.hidden_row');
      made.append(number);
      row[2].forEach(function (cell) {
        var name = fragment + '-' + (data.first + at) + '-' + cell[0];
        made.append(drawCell(cell, name, marks[name]));
      });
      body.append(made);
    });
    table.append(element('caption', 'hidden', title || data.part), element('thead', '', head), body);
    return region('scroll', t('form.as_filed') + ' ' + data.part + ' ' + fragment, table);
  }

  function region(className, label, inside) {
    var made = element('div', className, inside);
    made.tabIndex = 0;
    made.setAttribute('role', 'region');
    made.setAttribute('aria-label', label);
    return made;
  }

  function section(id, title, count, className) {
    var heading = element('h2', '', title + ' ', count === undefined ? null : element('span', 'count', count));
    var made = element('section', className, heading);
    heading.id = id;
    made.setAttribute('aria-labelledby', id);
    return made;
  }

  function filed(form, marks) {
    var made = section('filed', t('form.as_filed'), undefined, 'filed');
    (form.drawings || []).forEach(function (data, at) {
      made.append(drawing(data, at + 1, form.title, marks));
      if (data.clipped) {
        made.append(element('p', 'fine', t('form.clipped', { rows: data.rows.length, columns: data.columns.length })));
      }
    });
    if (!form.drawings) made.append(element('p', '', t('form.not_drawn')));
    return made;
  }

  function found(form, count) {
    var made = section('found', t('form.findings'), count, 'found');
    (form.findings || []).forEach(function (finding) { made.append(audit.cards.card(finding, 3)); });
    made.append(count ? element('p', 'fine keys', t('form.keyboard')) : element('p', 'clean', t('form.none')));
    return made;
  }

  // ---- what else is to be said of it

  function fold(title) { return element('details', 'outcome', element('summary', '', element('h2', '', title))); }

  function tableOf(labels, className) {
    var head = element('tr');
    labels.forEach(function (label) {
      var made = element('th', '', label);
      made.scope = 'col';
      head.append(made);
    });
    return element('table', 'list ' + className, element('thead', '', head), element('tbody'));
  }

  function rowHead(said) {
    var made = element('th', '', said);
    made.scope = 'row';
    return made;
  }

  function unplaced(rows) {
    var made = section('unplaced', t('form.unplaced'), rows.length, 'alert');
    var list = element('ul', 'quoted');
    rows.forEach(function (row) {
      list.append(element('li', '', element('b', '', row[0]), ' ', element('q', '', row[1]), ' ', element('span', 'why', row[2])));
    });
    made.append(element('p', '', t('form.unplaced.lead')), list);
    return made;
  }

  function undecided(rows) {
    var made = section('undecided', t('form.undecided'), rows.length);
    var list = element('ul', 'rules');
    rows.forEach(function (row) {
      var rule = known.site.rules[row[0]];
      var why = t('outcome.' + row[2]) + (row[3] ? '，' + t('form.missing') + '：' + row[3] : '');
      list.append(element('li', '', audit.ruleLink(rule), ' ' + rule.title + (row[1] ? ' · ' + row[1] : '') + ' ', element('span', 'why', why)));
    });
    made.append(element('p', '', t('form.undecided.lead')), list);
    return made;
  }

  function read(tables) {
    var made = fold(t('form.read'));
    made.append(element('p', 'fine', t('form.read.lead')));
    tables.forEach(function (table) {
      var labels = known.site.tables[table[0]];
      var drawn = tableOf([t('form.read.row'), t('form.read.values')], 'read');
      table[1].forEach(function (row, at) {
        var values = element('td');
        for (var i = 1; i < row.length; i += 2) {
          var cell = byId('cell-' + row[i + 1]);
          var said = cell ? cell.firstChild && cell.firstChild.nodeType === 3 ? cell.firstChild.data : '' : '';
          values.append(element('span', 'value', audit.link('#cell-' + row[i + 1], labels.columns[row[i]]), ' ' + said), ' ');
        }
        drawn.tBodies[0].append(element('tr', '', rowHead(row[0] || at + 1), values));
      });
      made.append(element('h3', '', labels.label), region('scroll', labels.label, drawn));
    });
    return made;
  }

  function outcomes(letters) {
    var made = fold(t('form.outcomes'));
    var table = tableOf([t('report.code'), t('report.rule'), t('form.outcomes.outcome')], 'outcomes');
    OUTCOMES.forEach(function (pair) {
      known.site.rules.forEach(function (rule, number) {
        if (letters.charAt(number) !== pair[0]) return;
        table.tBodies[0].append(element('tr', pair[1], element('td', 'code', audit.ruleLink(rule)), rowHead(rule.title),
          element('td', '', t('outcome.' + pair[1]))));
      });
    });
    made.append(table);
    return made;
  }

  // ---- the head of the page

  function head(form, all) {
    var list = element('dl', 'head'), totals = element('ul', 'totals small');
    function line(label, value, why) {
      list.append(element('div', '', element('dt', '', label), element('dd', '', value, why ? element('span', 'why', why) : null)));
    }
    function total(count, label, className) {
      totals.append(element('li', count ? className : '', element('b', '', count), ' ' + label));
    }
    if (form.title) line(t('form.title'), form.title);
    if (form.department) {
      line(t('report.department'), audit.link('department.html#' + audit.written({ department: form.department }), form.department));
    }
    if (form.unit) line(t('report.unit'), form.unit);
    line(t('report.file'), form.source + '（' + t('form.position', { position: form.position }) + '）');
    if (form.same) line(t('form.same_files'), form.same.join('、'));
    line(t('form.year'), form.year || t('form.no_year'), form.year_why);
    line(t('form.profile'), form.profile, form.profile_why);
    line(t('form.confidence'), form.confidence, (form.doubts || []).join('；'));
    audit.SEVERITIES.forEach(function (name) {
      total(all.filter(function (one) { return severityOf(one) === name; }).length, t('list.' + name), name);
    });
    [OUTCOMES[3], OUTCOMES[4], OUTCOMES[2], OUTCOMES[1]].forEach(function (pair) {
      total((form.outcomes || '').split(pair[0]).length - 1, t('outcome.' + pair[1]));
    });
    byId('name').replaceChildren(element('span', '', form.name || t('report.no_name')));
    document.title = (form.name || t('report.no_name')) + ' · ' + t('report.title');
    byId('head').replaceChildren(list, totals);
    byId('hash').textContent = form.sha256 ? ' · ' + t('form.hash') + ' ' + form.sha256 : '';
  }

  function address(form) { return 'project.html#form=' + form.key + (state.in ? '&in=' + encodeURIComponent(state.in) : ''); }

  function steps(form) {
    var made = byId('steps');
    made.replaceChildren();
    function step(other, label) { if (other) made.append(audit.link(address(other), label), ' '); }
    step(order[here - 1], '↑ ' + t('form.previous'));
    step(order[here + 1], '↓ ' + t('form.next'));
    if (known.site.mailed) made.append(audit.link('projects/' + form.key + '.html', t('form.mail')), ' ');
    if (here >= 0) made.append(element('span', 'fine', t('form.position.of', { position: here + 1, total: order.length })));
    byId('back').href = 'index.html' + (state.in ? '#' + state.in : '');
  }

  // ---- light and keys

  // The card and the cells that belong to what the pointer or the focus is on.
  function group(target) {
    var cell = target.closest('td[id]'), card = target.closest('.finding[id]');
    if (cell) {
      return [cell].concat(Array.from(view.querySelectorAll('.finding[id]')).filter(function (one) {
        return ('cell-' + one.dataset.cells.split(' ').join(' cell-')).split(' ').includes(cell.id);
      }));
    }
    return card ? [card].concat(cellsOf(card)) : [];
  }

  function cellsOf(card) {
    return card.dataset.cells.split(' ').map(function (name) { return byId('cell-' + name); }).filter(Boolean);
  }

  function light(event) {
    view.querySelectorAll('.lit').forEach(function (one) { one.classList.remove('lit'); });
    if (event.type === 'mouseout' || event.type === 'focusout') return;
    var lit = group(event.target);
    if (lit.length > 1) lit.forEach(function (one) { one.classList.add('lit'); });
  }

  function unfold(element) {
    for (var box = element.closest('details'); box; box = box.parentNode.closest('details')) box.open = true;
  }

  // Go to a card or a cell, unfolding what hides it; a card brings its cell into view beside it.
  function go(target) {
    unfold(target);
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: target.matches('td') ? 'center' : 'nearest' });
    if (wide.matches && target.matches('.finding')) {
      cellsOf(target).slice(0, 1).forEach(function (cell) { cell.scrollIntoView({ block: 'nearest' }); });
    }
  }

  function walk(step) {
    var cards = Array.from(view.querySelectorAll('.finding[id]')).filter(function (card) {
      return !card.closest('details:not([open])');
    });
    var at = cards.indexOf(document.activeElement.closest('.finding[id]'));
    var next = cards[at < 0 ? (step > 0 ? 0 : cards.length - 1) : at + step];
    if (next) go(next);
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    var active = document.activeElement;
    if (event.key === 'j' || event.key === 'k') walk(event.key === 'j' ? 1 : -1);
    else if (event.key === 'n' && order[here + 1]) location.href = address(order[here + 1]);
    else if (event.key === 'p' && order[here - 1]) location.href = address(order[here - 1]);
    else if (event.key === 'o' && active.matches('.finding')) {
      Array.from(active.children).filter(function (one) { return one.tagName === 'DETAILS'; })
        .forEach(function (one) { one.open = !one.open; });
    } else if (event.key === 'Enter' && active.matches('.finding') && cellsOf(active).length) {
      event.preventDefault();
      go(cellsOf(active)[0]);
    } else if (event.key === 'Enter' && active.matches('td.marked')) {
      event.preventDefault();
      go(byId(active.querySelector('.badge').getAttribute('href').slice(1)));
    }
  }

  // ---- the whole page

  function show(form) {
    var all = members(form.findings);
    view.replaceChildren();
    if (form.doubtful) {
      view.append(element('p', 'notice', t('form.doubtful', { confidence: form.confidence }) + (form.doubts || []).join('；')));
    }
    if (form.incomplete) view.append(element('p', 'notice', t('form.incomplete')));
    view.append(element('div', 'beside', filed(form, marksOf(all)), found(form, all.length)));
    if (form.across) {
      var made = section('across', t('form.across'), form.across.length), box = element('div', 'cards');
      made.append(box);
      view.append(made);
      audit.cards.across(box, form.across, 3, form.across.length);
    }
    if (form.unplaced) view.append(unplaced(form.unplaced));
    if (form.open) view.append(undecided(form.open));
    if (form.read) view.append(read(form.read));
    view.append(outcomes(form.outcomes || ''));
    head(form, all);
    steps(form);
    window.scrollTo(0, 0);
  }

  function enter() {
    var values = new URLSearchParams(location.hash.replace(/^#/, ''));
    if (!values.has('form')) return;
    state = { form: values.get('form'), in: values.get('in') || '' };
    var wanted = known.list.forms.find(function (form) { return form.key === state.form; });
    if (!wanted) {
      view.replaceChildren(element('p', 'notice', t('form.gone')));
      return;
    }
    order = audit.matching(audit.read(state.in));
    here = order.indexOf(wanted);
    audit.load('shards', Math.floor(wanted.number / known.site.shard), function (shard) {
      show(shard[wanted.number % known.site.shard]);
    });
  }

  ['mouseover', 'mouseout', 'focusin', 'focusout'].forEach(function (name) { view.addEventListener(name, light); });
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[href^="#"]');
    var target = link && view.contains(link) && byId(link.getAttribute('href').slice(1));
    if (!target) return;
    event.preventDefault();
    go(target);
  });
  document.addEventListener('keydown', key);
  var shut = [];
  audit.onPrint(function () {
    shut = Array.from(view.querySelectorAll('.symptoms:not([open])'));
    shut.forEach(function (one) { one.open = true; });
  }, function () { shut.forEach(function (one) { one.open = false; }); });
  window.addEventListener('hashchange', function () {
    enter();
    byId('name').focus();
  });
  enter();
});
