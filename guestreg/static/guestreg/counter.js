// The venue's tablet reads a guest's card into the form. Only the fields that this place asks for are
// filled, and nothing is sent before somebody has looked at them.
import { offer } from "./camera.js";
import { read } from "./vcard.js";

const by = (id) => document.getElementById(id);

offer((text) => {
  const card = read(text);
  if (!card) return false;
  const person = [by("person"), ...document.querySelectorAll(".companion")].at(-1);
  const fields = [...person.querySelectorAll("input[name]")];
  for (const field of fields) field.value = (card[field.name] ?? "").slice(0, field.maxLength);
  by("scan-problem").hidden = true;
  by("card-read").hidden = false;
  fields[0].focus();
  return true;
});
