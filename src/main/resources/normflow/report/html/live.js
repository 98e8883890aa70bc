// Looks for a newer page every now and then while what this one tells of goes on.
(() => {
  const SECONDS = 15;
  const bar = document.createElement('p');
  bar.className = 'controls live';
  const button = document.createElement('button');
  button.type = 'button';
  const said = document.createElement('span');
  let paused = sessionStorage.getItem('paused') === 'true';
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
    sessionStorage.setItem('paused', paused);
    show();
  });
  setInterval(() => {
    // Nobody's work on the page is lost: it waits while it is being used.
    if (paused || document.hidden || document.querySelector('input:focus, .plot:focus, details[open]')) {
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
