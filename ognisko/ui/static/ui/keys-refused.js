/* A passkey that gave no answer is told on the page, beside the button, instead of in the console. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.getElementById("key-refused");
  if (told) told.hidden = false;
});
