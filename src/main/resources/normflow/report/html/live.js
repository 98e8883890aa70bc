// Looks for a newer page every now and then while what this one tells of goes on.
(() => {
  const SECONDS = 15;
  const bar = document.createElement('p');
  bar.className = 'controls live';
  const button = document.createElement('button');
  button.type = 'button';
  const said = document.createElement('span');
  const key = `paused ${location.pathname}`;
  let paused = sessionStorage.getItem(key) === 'true';
  let left = SECONDS;
  const show = () => {
    button.textContent = paused ? 'Go on' : 'Pause';
    said.textContent = paused
      ? 'Still going on when this was written; the page stays as it is.'
      : `Still going on when this was written; read anew in ${left} s.`;
  };
  button.addEventListener('click', () => {
    paused = !paused;
    left = SECONDS;
    sessionStorage.setItem(key, paused);
    show();
  });
  // What a reader has made of the page would be lost: from the first touch on it stays as it is.
  for (const used of ['input', 'pointerdown', 'keydown']) {
    document.querySelectorAll('section').forEach((section) =>
      section.addEventListener(used, () => {
        paused = true;
        show();
      }),
    );
  }
  setInterval(() => {
    if (paused || document.hidden) {
      return;
    }
    left -= 1;
    show();
    if (left <= 0) {
      location.reload();
    }
  }, 1000);
  show();
  bar.append(button, said);
  document.querySelector('header').after(bar);
})();
