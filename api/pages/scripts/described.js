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
  });
});
