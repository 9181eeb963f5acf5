// Works from file:// without a network: filters the list of projects, and lights up what belongs together.
(function () {
  'use strict';

  var PAGE = 200;

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // A project of projects.js as a row like those that stand in the page.
  function drawn(project, noName) {
    var row = element('tr');
    var head = element('th');
    var link = element('a', '', project.name || noName);
    head.scope = 'row';
    link.href = 'projects/' + project.page;
    head.append(link);
    row.append(head, element('td', '', project.department), element('td', '', project.unit),
      element('td', 'file', project.source));
    ['error', 'warning', 'note'].forEach(function (name) {
      var count = project.counts[name];
      row.append(element('td', 'number ' + (count ? name : 'zero'), count));
    });
    row.append(element('td', 'number' + (project.undecided ? '' : ' zero'), project.undecided));
    return row;
  }

  function fromData(project, noName) {
    var made = null;
    return {
      text: [project.name, project.department, project.unit, project.source, project.codes.join(' ')].join(' '),
      department: project.department,
      codes: project.codes,
      counts: project.counts,
      undecided: project.undecided,
      row: function () { return made || (made = drawn(project, noName)); }
    };
  }

  function fromRow(row) {
    var cells = row.cells;
    var count = function (index) { return Number(cells[index].textContent); };
    return {
      text: [0, 1, 2, 3].map(function (i) { return cells[i].textContent; }).join(' ') + ' ' + row.dataset.codes,
      department: row.dataset.department,
      codes: row.dataset.codes.split(' '),
      counts: { error: count(4), warning: count(5), note: count(6) },
      undecided: count(7),
      row: function () { return row; }
    };
  }

  function hasSeverity(project, wanted) {
    var counts = project.counts;
    var any = counts.error + counts.warning + counts.note > 0;
    if (!wanted) return true;
    if (wanted === 'any') return any;
    if (wanted === 'none') return !any;
    if (wanted === 'undecided') return project.undecided > 0;
    return counts[wanted] > 0;
  }

  function listProjects(table) {
    var body = table.tBodies[0];
    var noName = table.dataset.noName;
    var projects = window.PROJECTS
      ? window.PROJECTS.map(function (project) { return fromData(project, noName); })
      : Array.from(body.rows, fromRow);
    var controls = ['search', 'severity', 'department', 'rule'].map(function (id) {
      return document.getElementById(id);
    });
    var output = document.getElementById('shown');
    var pages = document.querySelector('nav.pages');
    var page = 0;
    projects.forEach(function (project) { project.text = project.text.toLowerCase(); });

    function matching() {
      var words = controls[0].value.toLowerCase().split(/\s+/);
      var severity = controls[1].value, department = controls[2].value, rule = controls[3].value;
      return projects.filter(function (project) {
        return words.every(function (word) { return project.text.includes(word); })
          && hasSeverity(project, severity)
          && (!department || '=' + project.department === department)
          && (!rule || project.codes.includes(rule));
      });
    }

    function show() {
      var found = matching();
      var last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
      page = Math.min(Math.max(page, 0), last);
      var rows = found.slice(page * PAGE, (page + 1) * PAGE).map(function (project) { return project.row(); });
      body.replaceChildren.apply(body, rows);
      output.textContent = output.dataset.text.replace('#', found.length);
      pages.hidden = last === 0;
      document.getElementById('page').textContent = (page + 1) + ' / ' + (last + 1);
      document.getElementById('previous').disabled = page === 0;
      document.getElementById('next').disabled = page === last;
    }

    function turn(step) {
      page += step;
      show();
      document.getElementById('projects').scrollIntoView();
    }

    controls.forEach(function (control) {
      control.addEventListener('input', function () { page = 0; show(); });
    });
    document.getElementById('previous').addEventListener('click', function () { turn(-1); });
    document.getElementById('next').addEventListener('click', function () { turn(1); });
    document.querySelectorAll('[data-choose]').forEach(function (link) {
      link.addEventListener('click', function () {
        document.getElementById(link.dataset.choose).value = link.dataset.value;
        page = 0;
        show();
      });
    });
    document.querySelector('.filter').hidden = false;
    show();
  }

  // A finding and its cells light up together, whichever of them the pointer or the focus is on.
  function linkCells(findings) {
    function light(group, on) {
      group.forEach(function (member) { member.classList.toggle('lit', on); });
    }
    findings.forEach(function (finding) {
      var cells = finding.dataset.cells.split(' ').filter(Boolean).map(function (id) {
        return document.getElementById(id);
      });
      [finding].concat(cells).forEach(function (member) {
        var group = member === finding ? cells : cells.concat(finding);
        [['mouseenter', true], ['mouseleave', false], ['focusin', true], ['focusout', false]].forEach(function (pair) {
          member.addEventListener(pair[0], function () { light(group, pair[1]); });
        });
      });
    });
  }

  function walkFindings(findings) {
    var keys = document.querySelector('.keys');
    if (keys) keys.hidden = false;
    document.addEventListener('keydown', function (event) {
      var step = { j: 1, k: -1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
      var here = findings.indexOf(document.activeElement.closest('.finding'));
      var next = findings[here < 0 ? (step > 0 ? 0 : findings.length - 1) : here + step];
      if (!next) return;
      next.focus();
      next.scrollIntoView({ block: 'nearest' });
    });
  }

  document.addEventListener('DOMContentLoaded', function () {
    var table = document.getElementById('project-table');
    if (table) listProjects(table);
    var findings = Array.from(document.querySelectorAll('.finding[data-cells]'));
    if (findings.length) {
      linkCells(findings);
      walkFindings(findings);
    }
  });
})();
