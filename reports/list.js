// The list of forms: facets, order, and a table that holds only the rows in view.
audit.listing = (function () {
  'use strict';

  var t = audit.t, element = audit.element;
  var SPARE = 12;
  var PRINTED = 500;

  // The rows of a table inside of its window: as many as fit, the rest is the height of two blank rows.
  function virtual(box, body, draw) {
    var items = [], drawn = {}, height = 0, all = false;
    var above = element('tr', 'space'), below = element('tr', 'space');
    above.setAttribute('aria-hidden', 'true');
    below.setAttribute('aria-hidden', 'true');

    function row(number) {
      if (!drawn[number]) {
        drawn[number] = draw(items[number], number);
        drawn[number].setAttribute('aria-rowindex', number + 2);
      }
      return drawn[number];
    }

    function measured() {
      var sample = row(0);
      if (sample.parentNode !== body) body.replaceChildren(sample);
      return sample.getBoundingClientRect().height || 32;
    }

    function show() {
      if (!items.length) { body.replaceChildren(); return; }
      if (!height) height = measured();
      var first = all ? 0 : Math.max(0, Math.floor(box.scrollTop / height) - SPARE);
      var last = all ? Math.min(items.length, PRINTED)
        : Math.min(items.length, Math.ceil((box.scrollTop + box.clientHeight) / height) + SPARE);
      first = Math.min(first, Math.max(0, last - 1));
      Object.keys(drawn).forEach(function (number) {
        if (number < first || number >= last) { drawn[number].remove(); delete drawn[number]; }
      });
      above.style.height = first * height + 'px';
      below.style.height = (all ? 0 : (items.length - last) * height) + 'px';
      place(above, null);
      var before = above;
      for (var number = first; number < last; number++) { place(row(number), before); before = row(number); }
      place(below, before);
    }

    // Put a row after another; one that stands there stays untouched, with the focus in it.
    function place(made, before) {
      var wanted = before ? before.nextSibling : body.firstChild;
      if (wanted !== made) body.insertBefore(made, wanted);
    }

    box.addEventListener('scroll', show, { passive: true });
    window.addEventListener('resize', function () { height = 0; drawn = {}; body.replaceChildren(); show(); });
    audit.onPrint(function () { all = true; show(); }, function () { all = false; show(); });
    return {
      set: function (given) {
        items = given;
        drawn = {};
        body.replaceChildren();
        box.scrollTop = 0;
        show();
      },
      // Bring a row into view and its link into focus.
      focus: function (number) {
        if (!items.length) return;
        number = Math.min(Math.max(number, 0), items.length - 1);
        var head = body.parentNode.tHead ? body.parentNode.tHead.offsetHeight : 0;
        if (number * height < box.scrollTop) box.scrollTop = number * height;
        else if ((number + 1) * height + head > box.scrollTop + box.clientHeight) {
          box.scrollTop = (number + 1) * height + head - box.clientHeight;
        }
        show();
        row(number).querySelector('a').focus({ preventScroll: true });
      }
    };
  }

  function number(value, className) {
    return element('td', 'number ' + (value ? className || '' : 'zero'), value === null ? '' : value);
  }

  function titled(made, said) {
    made.title = said;
    return made;
  }

  // One form as a row: what does not fit on the line is in its title.
  function drawRow(form, address) {
    var row = element('tr');
    var head = element('th', '', audit.link(address, audit.nameOf(form)));
    var where = [form.department, form.unit].filter(Boolean);
    head.scope = 'row';
    head.append(element('span', 'sub', where.filter(function (name, at) { return where.indexOf(name) === at; }).join(' · ')));
    var score = element('td', 'number', form.stated);
    if (form.recomputed !== null && form.recomputed !== form.stated) {
      score.append(' ', titled(element('b', 'error', '≠'), t('list.recomputed') + ' ' + form.recomputed));
    }
    row.append(titled(head, audit.nameOf(form)), titled(element('td', '', form.department), form.department),
      titled(element('td', '', form.unit), form.unit), element('td', 'number', form.year),
      number(form.error, 'error'), number(form.warning, 'warning'), number(form.note, 'note'),
      number(form.causes), number(form.undecided), score, titled(element('td', 'file', form.source), form.source));
    return row;
  }

  // ---- facets

  function counted(forms, name, label) {
    var counts = new Map();
    forms.forEach(function (form) {
      var value = form[name] === null ? '' : String(form[name]);
      counts.set(value, (counts.get(value) || 0) + 1);
    });
    return Array.from(counts.keys()).sort(new Intl.Collator('zh').compare).map(function (value) {
      return [value, label(value) + ' (' + counts.get(value) + ')'];
    });
  }

  function ruleOptions(forms) {
    var counts = {};
    forms.forEach(function (form) { form.rules.forEach(function (rule) { counts[rule] = (counts[rule] || 0) + 1; }); });
    return Object.keys(counts).map(function (rule) {
      var said = audit.known.site.rules[rule];
      return [said.code, said.code + ' ' + said.title + ' (' + counts[rule] + ')'];
    });
  }

  function options(name, forms) {
    var site = audit.known.site;
    if (name === 'rule') return ruleOptions(forms);
    if (name === 'severity') {
      return ['error', 'warning', 'note', 'any', 'none', 'undecided'].map(function (key) { return [key, t('report.with.' + key)]; });
    }
    if (name === 'reading') {
      return ['any'].concat(audit.DOUBTS).map(function (key) {
        return [key, key === 'any' ? t('report.look') : t('list.' + key)];
      });
    }
    if (name === 'profile') return counted(forms, name, function (key) { return site.profiles[key] || key; });
    var blank = { department: t('report.no_department'), unit: t('list.no_unit'), year: t('list.no_year') }[name];
    return counted(forms, name, function (value) { return value || blank; });
  }

  // A value stands behind an equals sign, so that a blank one differs from all.
  function fill(select, forms) {
    select.replaceChildren();
    [['', t('list.all')]].concat(options(select.dataset.facet, forms).map(function (pair) {
      return ['=' + pair[0], pair[1]];
    })).forEach(function (pair) {
      var option = element('option', '', pair[1]);
      option.value = pair[0];
      select.append(option);
    });
  }

  // ---- the whole list

  // `fixed` is what no facet may change: the department on its page.
  function listing(fixed) {
    var table = document.getElementById('project-table');
    var search = document.getElementById('search');
    var selects = Array.from(document.querySelectorAll('select[data-facet]'));
    var own = audit.matching(fixed);
    var state = {}, found = [];
    var rows = virtual(document.getElementById('window'), table.tBodies[0], function (form, place) {
      var row = drawRow(form, 'project.html#form=' + form.key + '&in=' + encodeURIComponent(audit.written(full())));
      row.dataset.place = place;
      return row;
    });

    function full() { return Object.assign({}, state, fixed); }

    function show() {
      found = audit.matching(full());
      search.value = state.q || '';
      selects.forEach(function (select) {
        var value = state[select.dataset.facet];
        select.value = value === undefined ? '' : '=' + value;
        select.classList.toggle('chosen', value !== undefined);
      });
      table.setAttribute('aria-rowcount', found.length + 1);
      table.tHead.querySelectorAll('[data-sort]').forEach(function (head) {
        var way = state.sort === head.dataset.sort ? 'ascending' : state.sort === '-' + head.dataset.sort ? 'descending' : 'none';
        head.setAttribute('aria-sort', way);
      });
      document.getElementById('shown').textContent = found.length
        ? t('list.shown', { count: found.length, total: own.length }) : t('list.none');
      rows.set(found);
    }

    // Take over what the address says.
    function enter() {
      state = audit.read(location.hash);
      Object.keys(fixed).forEach(function (name) { delete state[name]; });
      show();
    }

    function apply(changed) {
      Object.keys(changed).forEach(function (name) {
        if (changed[name] === undefined) delete state[name]; else state[name] = changed[name];
      });
      location.replace('#' + (audit.written(full()) || 'projects='));
      show();
    }

    search.addEventListener('input', function () { apply({ q: search.value || undefined }); });
    selects.forEach(function (select) {
      fill(select, own);
      select.addEventListener('change', function () {
        var changed = {};
        changed[select.dataset.facet] = select.value ? select.value.slice(1) : undefined;
        apply(changed);
      });
    });
    table.tHead.querySelectorAll('[data-sort]').forEach(function (head) {
      var button = element('button', '', head.textContent);
      button.type = 'button';
      button.title = t('list.sort', { name: head.textContent });
      button.addEventListener('click', function () {
        var name = head.dataset.sort;
        var figures = head.classList.contains('number');
        var first = figures ? '-' + name : name, second = figures ? name : '-' + name;
        apply({ sort: state.sort === first ? second : state.sort === second ? undefined : first });
      });
      // a head with a button in it is not repeated on the pages of a print
      head.replaceChildren(button, element('span', 'printed', button.textContent));
    });
    document.getElementById('clear').addEventListener('click', function () {
      state = {};
      apply({});
      search.focus();
    });
    document.getElementById('export').addEventListener('click', function () { exported(found); });
    table.addEventListener('keydown', function (event) {
      var row = event.target.closest('tr[data-place]');
      var step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
      if (!row || !step) return;
      event.preventDefault();
      rows.focus(Number(row.dataset.place) + step);
    });
    search.addEventListener('keydown', function (event) {
      if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
      event.preventDefault();
      rows.focus(0);
    });
    window.addEventListener('hashchange', function () {
      if (!location.hash.includes('=') || audit.written(audit.read(location.hash)) === audit.written(full())) return;
      enter();
      document.getElementById('projects').scrollIntoView();
    });
    document.querySelector('.filter').hidden = false;
    document.getElementById('list-keys').hidden = false;
    enter();
    return { forms: own };
  }

  function exported(forms) {
    var names = ['name', 'department', 'unit', 'source', 'year', 'profile', 'error', 'warning', 'note', 'causes',
      'undecided', 'stated', 'recomputed'];
    var rows = forms.map(function (form) {
      return names.map(function (name) {
        return name === 'profile' ? audit.known.site.profiles[form.profile] || form.profile : form[name];
      });
    });
    audit.save(t('list.export.file'), [names.map(function (name) { return t('list.' + name); })].concat(rows));
  }

  return { listing: listing, virtual: virtual };
})();
