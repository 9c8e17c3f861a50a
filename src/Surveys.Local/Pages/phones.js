"use strict";
// Refreshes the list and the conversation, and sends replies.
(() => {
  const everyMs = 1500;
  const talk = () => document.getElementById("talk");
  const atEnd = () => !talk() || talk().scrollHeight - talk().scrollTop - talk().clientHeight < 40;
  const toEnd = () => talk() && (talk().scrollTop = talk().scrollHeight);

  async function refresh() {
    const answer = await fetch(location.href);
    if (!answer.ok) {
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const stay = !atEnd();
    for (const id of ["list", "talk"]) {
      const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
      // An element that has the focus is not replaced.
      if (old && now && old.innerHTML !== now.innerHTML && !old.querySelector(":focus")) {
        old.replaceChildren(...now.childNodes);
      }
    }
    if (!stay) {
      toEnd();
    }
  }

  const form = document.getElementById("reply");
  form?.addEventListener("submit", async event => {
    event.preventDefault();
    const fault = document.getElementById("fault");
    const text = { from: form.dataset.from, body: form.elements.body.value };
    if (form.dataset.to) {
      text.to = form.dataset.to;
    }
    try {
      const answer = await fetch("/dev/messages", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(text),
      });
      const errors = answer.ok ? {} : (await answer.json()).errors ?? { "": ["The text was not sent."] };
      fault.textContent = Object.values(errors).flat().join(" ");
      if (answer.ok) {
        form.reset();
        toEnd();
        await refresh();
      }
    } catch {
      fault.textContent = "The host does not respond.";
    }
  });

  toEnd();
  setInterval(() => refresh().catch(() => { }), everyMs);
})();
