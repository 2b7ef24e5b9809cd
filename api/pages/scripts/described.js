// Questions can be asked from the page, with a token that the reader gives it; commands are only described.
window.addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({
    url: "/api/openapi.json",
    dom_id: "#description",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    displayOperationId: true,
    filter: true,
    supportedSubmitMethods: ["get"],
    validatorUrl: null,
    onComplete: nameWhatHasNoName,
  });
});

// What the library leaves without a name or at the wrong level, for whoever hears the page.
function nameWhatHasNoName() {
  document.querySelector("#servers")?.setAttribute("aria-label", "Server");
  document.querySelectorAll(".opblock-tag, .models h4").forEach((one) => one.setAttribute("aria-level", "2"));
}
