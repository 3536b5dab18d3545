// The list is replaced and nothing else, so that reading, scrolling and tabbing go on undisturbed.
function replace(id, page) {
  const [old, now] = [document.getElementById(id), page.getElementById(id)];
  if (old.innerHTML === now.innerHTML) return;
  const focused = old.contains(document.activeElement) && document.activeElement.getAttribute('href');
  old.replaceChildren(...now.childNodes);
  if (focused) old.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}
async function refresh() {
  const state = document.getElementById('state');
  try {
    const answer = await fetch(location.href, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (state.textContent !== page.getElementById('state').textContent) {
      state.textContent = page.getElementById('state').textContent;
    }
    if (!answer.ok) return;
    if (document.body.classList.contains('list')) {
      document.body.className = page.body.className;
      replace('main', page);
    }
    replace('mails', page);
  } catch {
    state.textContent = 'make dev is not running';
  }
}
setInterval(() => document.hidden || refresh(), 2000);
document.addEventListener('visibilitychange', () => document.hidden || refresh());
