// Connects the button for security keys with allauth's script.
allauth.webauthn.forms.authenticateForm({
  ids: {
    authenticate: "mfa_webauthn_authenticate",
    credential: document.querySelector("#webauthn_form [name=credential]").id,
    data: "js_data",
  },
});
