// Plays the films of a page: a window shows one frame of an image that holds all of them.
for (const film of document.querySelectorAll('.film')) {
  const image = film.querySelector('img');
  const button = film.querySelector('button');
  const slider = film.querySelector('input');
  const { columns, rows, pause, hold } = film.dataset;
  const last = Number(slider.max);
  let frame = last;
  let timer = 0;
  let stopped = matchMedia('(prefers-reduced-motion: reduce)').matches;

  const show = (next) => {
    frame = next;
    const across = (-100 * (frame % columns)) / columns;
    const down = (-100 * Math.floor(frame / columns)) / rows;
    image.style.transform = `translate(${across}%, ${down}%)`;
    slider.value = frame;
    slider.setAttribute('aria-valuetext', `${frame + 1} of ${last + 1}`);
  };
  const wait = () => {
    const time = frame === 0 || frame === last ? hold : pause;
    timer = setTimeout(() => {
      show(frame === last ? 0 : frame + 1);
      wait();
    }, Number(time));
  };
  const play = (on) => {
    clearTimeout(timer);
    timer = 0;
    button.textContent = on ? 'Pause' : 'Play';
    if (on) {
      wait();
    }
  };

  button.addEventListener('click', () => {
    stopped = timer !== 0;
    if (!stopped && frame === last) {
      show(0);
    }
    play(!stopped);
  });
  slider.addEventListener('input', () => {
    stopped = true;
    play(false);
    show(Number(slider.value));
  });
  // Paper shows the last frame, and a film that nobody sees need not run.
  addEventListener('beforeprint', () => {
    play(false);
    show(last);
  });
  new IntersectionObserver(([entry]) => play(entry.isIntersecting && !stopped)).observe(film);
  film.querySelector('.controls').hidden = false;
}
