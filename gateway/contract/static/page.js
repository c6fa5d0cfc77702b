"use strict";

// What the page is about stands in its markup, so that no script is inline (Content-Security-Policy).
const page = document.getElementById("page");
const versions = document.getElementById("versions");

versions.addEventListener("change", () => {
  window.location.assign(versions.selectedOptions[0].dataset.page);
});

window.ui = SwaggerUIBundle({
  url: page.dataset.document,
  domNode: document.getElementById("document"),
  deepLinking: true,
  displayRequestDuration: true,
  presets: [SwaggerUIBundle.presets.apis],
  validatorUrl: null,
});
