// The index: the list of forms, findings across forms, every file that was not audited.
audit.start(function () {
  'use strict';

  var known = audit.known;
  audit.listing.listing({});

  document.querySelectorAll('[data-files]').forEach(function (table) {
    var files = known.list[table.dataset.files];
    if (files.length <= table.tBodies[0].rows.length) return;
    table.classList.add('lines');
    audit.listing.virtual(table.parentNode, table.tBodies[0], function (file) {
      var row = audit.element('tr', '', audit.element('td', '', file[0]), audit.element('td', '', file[1]));
      row.title = file[1];
      return row;
    }).set(files);
  });

  var across = document.getElementById('across');
  if (across) audit.cards.across(across, known.list.across, 3, known.site.across);
});
