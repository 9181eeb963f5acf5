// What every page of the report shares: data from script files, texts, elements, the list of forms and its filter.
// Works from file:// without a network, in browsers from Chromium 90 on; whatever comes from a form is set as text.
var audit = (function () {
  'use strict';

  // The order of the values of a form in d/list.js.
  var FIELDS = ['key', 'name', 'department', 'unit', 'source', 'year', 'profile', 'rules', 'error', 'warning', 'note',
    'causes', 'undecided', 'stated', 'recomputed', 'doubts'];
  var DOUBTS = ['incomplete', 'unplaced', 'unsure'];
  var SEVERITIES = ['error', 'warning', 'note'];
  var FACETS = ['q', 'severity', 'department', 'unit', 'rule', 'year', 'profile', 'reading', 'sort'];

  var known = { site: null, list: null, shards: {}, across: {} };
  var waiting = {};

  // ---- data

  function site(data) { known.site = data; }

  function list(data, forms) {
    data.forms = forms.map(function (values, number) {
      var form = { number: number };
      FIELDS.forEach(function (name, place) { form[name] = values[place]; });
      form.department = data.departments[form.department][0];
      form.unit = data.units[form.unit];
      form.doubts = form.doubts.map(function (place) { return DOUBTS[place]; });
      return form;
    });
    known.list = data;
  }

  function arrived(kind, number, data) {
    known[kind][number] = data;
    (waiting[kind + number] || []).forEach(function (done) { done(data); });
    delete waiting[kind + number];
  }

  // Hand over what a data file holds, now or when its script has run; a file that is missing is named.
  function load(kind, number, done) {
    if (known[kind][number]) { done(known[kind][number]); return; }
    var key = kind + number;
    if (waiting[key]) { waiting[key].push(done); return; }
    waiting[key] = [done];
    var script = document.createElement('script');
    script.src = 'd/' + (kind === 'across' ? 'a' + number : String(number).padStart(3, '0')) + '.js';
    script.onerror = function () { broken(script.getAttribute('src')); };
    document.head.append(script);
  }

  function broken(file) {
    var notice = element('p', 'notice', t('list.broken', { file: file }));
    notice.setAttribute('role', 'alert');
    document.getElementById('main').prepend(notice);
  }

  // ---- texts and elements

  function t(key, values) {
    var said = known.site ? known.site.labels[key] : key;
    return said.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  // On a page in another language the texts of forms and rules say that they are Chinese.
  var foreign = !/^zh/.test(document.documentElement.lang);

  // An element with a class, and texts or elements inside; nothing is ever read as markup.
  function element(name, className) {
    var made = document.createElement(name);
    if (className) made.className = className;
    for (var i = 2; i < arguments.length; i++) {
      if (arguments[i] === undefined || arguments[i] === null) continue;
      made.append(arguments[i]);
      if (foreign && typeof arguments[i] === 'string' && /[\u4e00-\u9fff]/.test(arguments[i])) made.lang = 'zh-CN';
    }
    return made;
  }

  function link(address, said, className) {
    var made = element('a', className, said);
    made.href = address;
    return made;
  }

  // A finding's rule, leading to its page where the rulebook stands beside the report.
  function ruleLink(rule) {
    if (!known.site.manual) return element('span', 'code', rule.code);
    return link('rulebook/rules/' + encodeURIComponent(rule.id) + '.html', rule.code, 'code');
  }

  function formOf(key) { return known.list.forms.find(function (form) { return form.key === key; }); }

  function nameOf(form) { return form.name || t('report.no_name'); }

  // ---- the state of the list, kept in the address

  function read(address) {
    var values = new URLSearchParams((address || '').replace(/^#/, ''));
    var state = {};
    FACETS.forEach(function (name) { if (values.has(name)) state[name] = values.get(name); });
    return state;
  }

  function written(state) {
    var values = new URLSearchParams();
    FACETS.forEach(function (name) { if (state[name] !== undefined) values.set(name, state[name]); });
    return values.toString();
  }

  // ---- filter and order

  function matching(state) {
    var words = (state.q || '').toLowerCase().split(/\s+/).filter(Boolean);
    var rule = state.rule === undefined ? -1 : ruleNumber(state.rule);
    var found = known.list.forms.filter(function (form) {
      return (state.department === undefined || form.department === state.department)
        && (state.unit === undefined || form.unit === state.unit)
        && (state.year === undefined || String(form.year === null ? '' : form.year) === state.year)
        && (state.profile === undefined || form.profile === state.profile)
        && (state.rule === undefined || form.rules.includes(rule))
        && hasSeverity(form, state.severity)
        && (!state.reading || (state.reading === 'any' ? form.doubts.length : form.doubts.includes(state.reading)))
        && words.every(function (word) { return searched(form).includes(word); });
    });
    return ordered(found, state.sort);
  }

  function ruleNumber(code) {
    return known.site.rules.findIndex(function (rule) { return rule.code === code || rule.id === code; });
  }

  function searched(form) {
    if (form.text === undefined) {
      var codes = form.rules.map(function (number) { return known.site.rules[number].code; }).join(' ');
      form.text = [form.name, form.department, form.unit, form.source, codes].join(' ').toLowerCase();
    }
    return form.text;
  }

  function hasSeverity(form, wanted) {
    if (!wanted) return true;
    if (wanted === 'any') return form.error + form.warning + form.note > 0;
    if (wanted === 'none') return form.error + form.warning + form.note === 0;
    return form[wanted] > 0;
  }

  var text = new Intl.Collator('zh');
  var ORDERS = {
    name: byText('name'), department: byText('department'), unit: byText('unit'), source: byText('source'),
    year: byNumber('year'), error: byNumber('error'), warning: byNumber('warning'), note: byNumber('note'),
    causes: byNumber('causes'), undecided: byNumber('undecided'), score: byNumber('stated')
  };

  function byText(name) { return function (a, b) { return text.compare(a[name], b[name]); }; }

  function byNumber(name) {
    return function (a, b) { return (a[name] === null ? -1 : a[name]) - (b[name] === null ? -1 : b[name]); };
  }

  function worst(a, b) { return b.error - a.error || b.warning - a.warning || b.note - a.note || a.number - b.number; }

  // By one column, a minus before its name for the other way round; without one the worst come first.
  function ordered(forms, sort) {
    var down = (sort || '').charAt(0) === '-';
    var order = ORDERS[(sort || '').replace(/^-/, '')];
    if (!order) return forms.sort(worst);
    return forms.sort(function (a, b) { return (down ? order(b, a) : order(a, b)) || a.number - b.number; });
  }

  // ---- export

  // A table as CSV that a spreadsheet opens as text: with its mark of UTF-8, nothing in it taken for a formula.
  function csv(rows) {
    return '\ufeff' + rows.map(function (row) {
      return row.map(function (value) {
        var said = value === null || value === undefined ? '' : String(value);
        var plain = /^[+-]?(\d[\d,]*)?(\.\d+)?\s?%?$/.test(said) && /\d/.test(said);
        if (!plain && /^\s*[=+\-@＝＋－＠\t\r]|^[\t\r]/.test(said)) said = "'" + said;
        return /[",\r\n]/.test(said) ? '"' + said.replace(/"/g, '""') + '"' : said;
      }).join(',') + '\r\n';
    }).join('');
  }

  function save(name, rows) {
    var made = link(URL.createObjectURL(new Blob([csv(rows)], { type: 'text/csv;charset=utf-8' })), '');
    made.download = name;
    made.click();
    setTimeout(function () { URL.revokeObjectURL(made.href); }, 1000);
  }

  // ---- printing: what is folded or left out is there on paper

  function onPrint(before, after) {
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
  }

  function start(page) {
    document.addEventListener('DOMContentLoaded', function () {
      if (!known.site || !known.list) {
        known.site = known.site || { labels: { 'list.broken': 'd/{file}' } };
        broken(known.list ? 'd/site.js' : 'd/list.js');
        return;
      }
      page();
    });
  }

  return {
    site: site, list: list, known: known, load: load, t: t, element: element, link: link, ruleLink: ruleLink,
    formOf: formOf, nameOf: nameOf, read: read, written: written, matching: matching, save: save, csv: csv, onPrint: onPrint,
    start: start, SEVERITIES: SEVERITIES, DOUBTS: DOUBTS,
    shard: function (number, data) { arrived('shards', number, data); },
    across: function (prefix, data) { arrived('across', prefix, data); }
  };
})();
