// Draws the plots of a page in place of their pictures, to be asked: values under the pointer or by
// arrow keys, zoom, logarithms, single curves on and off, files to take along.
(() => {
  const INK = '#424a53';
  const FAINT = '#c9d0d7';
  const REACH = 40;
  // A finger scrolls the page over a plot; a mouse draws ranges on it.
  const FINE = !matchMedia('(pointer: coarse)').matches;

  const shown = (value) =>
    typeof value === 'number'
      ? (Number.isSafeInteger(value)
          ? value
          : Number(value.toPrecision(Math.abs(value) < 1e4 ? 5 : 12))
        ).toString().replace('-', '\u2212')
      : String(value);

  const named = (axis) => axis.names.length > 0;

  /** What lies beyond an axis stands at its edge, unless all of it is in sight. */
  const clamped = (value, axis, view) =>
    view.all || named(axis)
      ? value
      : Math.max(axis.low ?? value, Math.min(axis.high ?? value, value));

  /** Where a point of a series is drawn. */
  const drawnAt = (plot, series, i, view) => [
    series.x[i],
    series.shape === 'dots' ? clamped(series.y[i], plot.y, view) : series.y[i],
  ];
  const isBars = (series) => series.shape === 'bars';

  /** Where an axis of numbers ends, a little beyond what it has. */
  const edge = ({ min, max }, side, byLog) => {
    if (byLog) {
      const ratio = (max / min) ** 0.03;
      return side < 0 ? min / ratio : max * ratio;
    }
    return (side < 0 ? min : max) + side * 0.03 * (max - min);
  };

  /** Where an axis ends: where it is given, and with all in sight no nearer than that. */
  const end = (given, edge, side, view, byLog) => {
    if (given === null || (byLog && given <= 0)) {
      return edge;
    }
    return view.all ? (side < 0 ? Math.min(given, edge) : Math.max(given, edge)) : given;
  };

  /** An axis of the library; what is logarithmic needs values above zero. */
  const axis = (given, across, view, byLog = across ? view.logX : view.logY) => ({
    name: given.name,
    nameLocation: across ? 'middle' : 'end',
    nameGap: across ? 30 : 12,
    nameTextStyle: { color: INK, align: across ? 'center' : 'left' },
    ...(named(given)
      ? { type: 'category', data: given.names, inverse: !across }
      : {
          type: byLog ? 'log' : 'value',
          min: (data) => end(given.low, edge(data, -1, byLog), -1, view, byLog),
          max: (data) => end(given.high, edge(data, 1, byLog), 1, view, byLog),
          minorTick: { show: false },
        }),
    axisLabel: {
      color: INK,
      hideOverlap: across || !named(given),
      showMinLabel: named(given),
      showMaxLabel: named(given),
      ...(named(given) && !across ? { interval: 0, width: 150, overflow: 'truncate' } : {}),
      formatter: (value) => (named(given) ? value : shown(value)),
    },
    axisLine: { show: true, onZero: false, lineStyle: { color: INK } },
    axisTick: { lineStyle: { color: INK } },
    splitLine: { show: !named(given), lineStyle: { color: FAINT, opacity: 0.5 } },
  });

  const errorBar = (sideways, color) => (params, api) => {
    const [x, y, half] = [api.value(0), api.value(1), api.value(2)];
    const from = api.coord(sideways ? [x - half, y] : [x, y - half]);
    const to = api.coord(sideways ? [x + half, y] : [x, y + half]);
    return {
      type: 'line',
      shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
      style: { stroke: color, lineWidth: 1.5 },
    };
  };

  const kinds = {
    xy: {
      option(plot, view) {
        const sideways = named(plot.y);
        const lines = [
          ...plot.levels.map((line) => ({ yAxis: line.value, name: line.name })),
          ...plot.marks.map((line) => ({
            xAxis: line.value,
            name: line.name,
            label: { position: 'end', rotate: 0, align: 'right', distance: 4 },
          })),
        ];
        const series = plot.series.map((each) => ({
          name: each.name,
          type: isBars(each) ? 'bar' : each.shape === 'dots' ? 'scatter' : 'line',
          data: each.x.map((x, i) =>
            each.colors.length > 1
              ? { value: drawnAt(plot, each, i, view), itemStyle: { color: each.colors[i] } }
              : drawnAt(plot, each, i, view),
          ),
          showSymbol: false,
          symbolSize: each.width,
          barCategoryGap: '12%',
          itemStyle: { color: each.colors[0] },
          lineStyle: {
            color: each.colors[0],
            width: each.width,
            type: each.shape === 'dashed' ? 'dashed' : 'solid',
          },
          silent: true,
          clip: true,
        }));
        const errors = plot.series
          .filter((each) => each.spread.length > 0)
          .map((each) => ({
            type: 'custom',
            data: each.x.map((x, i) => [x, each.y[i], each.spread[i]]),
            renderItem: errorBar(sideways, INK),
            silent: true,
            z: 5,
          }));
        series.push({
          type: 'line',
          data: [],
          silent: true,
          markLine: {
            silent: true,
            symbol: 'none',
            animation: false,
            data: lines,
            label: {
              color: INK,
              formatter: (params) => params.name,
              position: 'insideEndTop',
            },
            lineStyle: { color: INK, type: [5, 4] },
          },
          markArea: {
            silent: true,
            animation: false,
            itemStyle: { color: '#59636e', opacity: 0.14 },
            data: plot.bands.map((band) => [{ yAxis: band.low }, { yAxis: band.high }]),
          },
        });
        const zoom = (where) => ({
          type: 'inside',
          ...where,
          filterMode: 'none',
          zoomOnMouseWheel: 'ctrl',
          moveOnMouseWheel: false,
          moveOnMouseMove: false,
          preventDefaultMouseMove: false,
        });
        return {
          grid: { left: 12, right: 24, top: plot.y.name ? 34 : 14, bottom: 42, containLabel: true },
          xAxis: axis(plot.x, true, view),
          yAxis: axis(plot.y, false, view),
          series: [...series, ...errors],
          dataZoom: [zoom({ xAxisIndex: 0 }), zoom({ yAxisIndex: 0 })],
        };
      },
      /** Where every point is and what is said of it. */
      points(plot, chart, view) {
        const points = [];
        plot.series.forEach((series, number) => {
          if (view.hidden.has(series.name)) {
            return;
          }
          series.x.forEach((x, i) => {
            const place = chart.convertToPixel('grid', drawnAt(plot, series, i, view));
            // What a zoom has left out is not there, for the keys either.
            if (!place || !chart.containPixel('grid', place)) {
              return;
            }
            const value = (of, at) => (named(of) ? of.names[at] : shown(at));
            const lines = () => {
              const spread = series.spread.length ? ` \u00b1 ${shown(series.spread[i])}` : '';
              return [
                series.labels[i] || series.name,
                `${plot.x.name || 'x'}: ${value(plot.x, x)}${named(plot.y) ? spread : ''}`,
                `${plot.y.name || 'y'}: ${value(plot.y, series.y[i])}${named(plot.y) ? '' : spread}`,
              ];
            };
            points.push({
              x: place[0],
              y: place[1],
              group: number,
              lines,
              link: series.links[series.links.length > 1 ? i : 0] || '',
              wide: isBars(series),
              sideways: named(plot.y),
            });
          });
        });
        return points;
      },
    },

    parallel: {
      option(plot, view) {
        return {
          parallel: { left: 44, right: 96, top: 44, bottom: 24 },
          parallelAxis: plot.axes.map((given, dim) => {
            const last = dim === plot.axes.length - 1;
            const numbers = plot.things.map((thing) => thing.values[dim]).filter((v) => v !== '');
            return {
              dim,
              name: given.name,
              nameTextStyle: { color: INK },
              nameGap: 16,
              inverse: false,
              ...(named(given)
                ? { type: 'category', data: given.names, boundaryGap: false }
                : {
                    type: given.logarithmic ? 'log' : 'value',
                    min: given.low ?? Math.min(...numbers),
                    max: given.high ?? Math.max(...numbers),
                  }),
              axisLabel: {
                color: INK,
                showMinLabel: true,
                showMaxLabel: true,
                hideOverlap: true,
                // On the lines, so legible only with paper behind it.
                backgroundColor: '#ffffffd0',
                padding: 2,
                formatter: (value) => (named(given) ? value : shown(value)),
              },
              z: 10,
              axisLine: { lineStyle: { color: INK, width: last ? 3 : 1 } },
              axisTick: { lineStyle: { color: INK } },
              areaSelectStyle: { width: 18, borderColor: '#721f81', color: '#721f81', opacity: 0.2 },
            };
          }),
          series: [
            {
              type: 'parallel',
              inactiveOpacity: 0.04,
              activeOpacity: 0.9,
              emphasis: { disabled: true },
              data: plot.things.map((thing) => ({
                name: thing.name,
                value: thing.values.map((value, dim) => {
                  const { low, high } = plot.axes[dim];
                  return value === '' || typeof value === 'string'
                    ? value === ''
                      ? '-'
                      : value
                    : Math.max(low ?? value, Math.min(high ?? value, value));
                }),
                lineStyle: { color: thing.color, width: thing.width, opacity: 0.85 },
              })),
            },
          ],
        };
      },
      points(plot, chart) {
        const model = chart.getModel().getComponent('parallel').coordinateSystem;
        const data = chart.getModel().getSeriesByIndex(0).getData();
        const chosen = new Set(
          plot.axes.some((unused, dim) => chart.getOption().parallelAxis[dim].areaSelectIntervals?.length)
            ? chart.getModel().getSeriesByIndex(0).getRawIndicesByActiveState('active')
            : plot.things.map((unused, i) => i),
        );
        const points = [];
        plot.things.forEach((thing, i) => {
          if (!chosen.has(i)) {
            return;
          }
          plot.axes.forEach((given, dim) => {
            const value = data.get(data.mapDimension(model.dimensions[dim]), i);
            if (thing.values[dim] === '' || Number.isNaN(value)) {
              return;
            }
            const [x, y] = model.dataToPoint(value, model.dimensions[dim]);
            points.push({
              x,
              y,
              group: i,
              lines: () => [
                thing.name,
                ...plot.axes
                  .map((each, at) => [each.name, thing.values[at]])
                  .filter(([, each]) => each !== '')
                  .map(([name, each]) => `${name}: ${shown(each)}`),
              ],
              link: thing.link,
            });
          });
        });
        return points;
      },
    },
  };

  const button = (text, action) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', () => action(made));
    return made;
  };

  /** A button that is on or off. */
  const toggle = (text, on, action) => {
    const made = button(text, () => {
      const now = made.getAttribute('aria-pressed') !== 'true';
      made.setAttribute('aria-pressed', now);
      action(now);
    });
    made.setAttribute('aria-pressed', on);
    return made;
  };

  const save = (url, name) => {
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
  };

  /** The whole chart as a file, drawn anew so that it is sharp. */
  const file = (chart, option, type, name) => {
    const place = document.createElement('div');
    const copy = echarts.init(place, null, {
      renderer: type === 'svg' ? 'svg' : 'canvas',
      width: chart.getWidth(),
      height: chart.getHeight(),
    });
    copy.setOption({ ...option, backgroundColor: '#ffffff' });
    save(
      type === 'svg'
        ? URL.createObjectURL(new Blob([copy.renderToSVGString()], { type: 'image/svg+xml' }))
        : copy.getDataURL({ type: 'png', pixelRatio: 2 }),
      `${name}.${type}`,
    );
    copy.dispose();
  };

  const positive = (plot, which) =>
    !plot.series.some(isBars) &&
    !named(plot[which]) && plot.series.every((series) => series[which].every((value) => value > 0));

  const upgrade = (figure, source) => {
    const plot = JSON.parse(source.textContent);
    const kind = kinds[source.dataset.plot];
    const image = figure.querySelector('img');
    const name = image.alt.replace(/[^\w]+/g, '-').slice(0, 60).toLowerCase();
    const view = {
      logX: Boolean(plot.x?.logarithmic),
      logY: Boolean(plot.y?.logarithmic),
      all: false,
      hidden: new Set(),
    };

    const area = document.createElement('div');
    area.className = 'plot';
    const rows = plot.y && named(plot.y) ? 26 * plot.y.names.length + 90 : 0;
    area.style.height = `${Math.max(rows, Math.max(300, Math.min(460, image.height)))}px`;
    area.tabIndex = 0;
    area.setAttribute('role', 'group');
    area.setAttribute('aria-label', `${image.alt}. Arrow keys go from point to point.`);
    const canvas = document.createElement('div');
    canvas.className = 'canvas';
    canvas.setAttribute('aria-hidden', 'true');
    canvas.style.pointerEvents = FINE ? 'auto' : 'none';
    const tip = document.createElement('div');
    tip.className = 'tip';
    tip.setAttribute('role', 'status');
    const ring = document.createElement('div');
    ring.className = 'ring';
    ring.hidden = true;
    if (plot.axes) {
      // Axes need room for their names: on a phone the plot scrolls.
      canvas.style.minWidth = `${100 * plot.axes.length}px`;
    }
    area.append(canvas, ring, tip);
    const controls = document.createElement('div');
    controls.className = 'controls tools';
    source.before(area, controls);
    figure.classList.add('drawn');
    if (figure.classList.contains('wide') || figure.classList.contains('sheet')) {
      // The picture scrolls where it is too wide; the plot is as wide as its place.
      figure.classList.remove('wide', 'sheet');
      ['tabindex', 'role', 'aria-label'].forEach((attribute) => figure.removeAttribute(attribute));
    }

    if (plot.axes && FINE) {
      const caption = figure.querySelector('figcaption');
      caption.textContent += ' Drag along an axis to keep the trials of a range.';
    }

    const chart = echarts.init(canvas, null, { renderer: 'svg' });
    const base = () => ({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: INK },
      // Out of sight too: the buttons are the key.
      legend: { show: false, selected: Object.fromEntries([...view.hidden].map((n) => [n, false])) },
      // Out of sight: it lets a rectangle that is drawn by the pointer be the new view.
      toolbox: { top: -99, feature: { dataZoom: { brushStyle: { opacity: 0.3 } } } },
      ...kind.option(plot, view),
    });
    let option;
    let points = [];
    let stale = true;
    let at = -1;
    const forget = () => {
      stale = true;
      hide();
    };
    // Only when somebody asks: a zoom draws many times.
    const measure = () => {
      if (stale) {
        points = kind.points(plot, chart, view);
        stale = false;
      }
      return points.length > 0;
    };
    const hide = () => {
      at = -1;
      ring.hidden = true;
      tip.textContent = '';
      tip.classList.remove('on');
    };
    const draw = () => {
      option = base();
      chart.setOption(option, true);
      if (source.dataset.plot === 'xy' && FINE) {
        chart.dispatchAction({
          type: 'takeGlobalCursor',
          key: 'dataZoomSelect',
          dataZoomSelectActive: true,
        });
      }
      forget();
    };
    for (const event of ['finished', 'axisareaselected', 'datazoom']) {
      chart.on(event, forget);
    }
    draw();

    const show = (index) => {
      at = index;
      const point = points[index];
      ring.hidden = false;
      ring.style.left = `${point.x}px`;
      ring.style.top = `${point.y}px`;
      tip.textContent = [...point.lines(), point.link ? 'click or Enter: its folder' : '']
        .filter((line) => line)
        .join('\n');
      tip.classList.add('on');
      const left = point.x - area.scrollLeft > area.clientWidth / 2;
      tip.style.left = left ? 'auto' : `${point.x + 14}px`;
      tip.style.right = left ? `${area.clientWidth - point.x + 14}px` : 'auto';
      tip.style.top = `${Math.max(0, Math.min(point.y - 10, chart.getHeight() - tip.offsetHeight))}px`;
    };
    const nearest = (x, y) => {
      let best = -1;
      let least = REACH * REACH;
      points.forEach((point, i) => {
        const across = point.wide && point.sideways ? 0 : point.x - x;
        const down = point.wide && !point.sideways ? 0 : point.y - y;
        const distance = across * across + down * down;
        // Of equal ones the last, which is drawn on top.
        if (distance <= least) {
          least = distance;
          best = i;
        }
      });
      return best;
    };
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    area.addEventListener('pointermove', (event) => {
      if (event.buttons !== 0 || !measure()) {
        return;
      }
      const found = nearest(...place(event));
      if (found < 0) {
        hide();
      } else {
        show(found);
      }
    });
    area.addEventListener('pointerleave', (event) => {
      if (event.pointerType === 'mouse') {
        hide();
      }
    });
    const follow = () => {
      if (at >= 0 && points[at].link) {
        location.href = points[at].link;
      }
    };
    let pressed = [0, 0];
    let touched = -1;
    let mouse = true;
    area.addEventListener('pointerdown', (event) => {
      pressed = place(event);
      touched = -1;
      mouse = event.pointerType === 'mouse';
      if (!mouse && measure()) {
        // The first touch says what is there, the next one goes there.
        touched = at;
        const found = nearest(...pressed);
        if (found >= 0) {
          show(found);
        } else {
          hide();
        }
      }
    });
    area.addEventListener('click', (event) => {
      const [x, y] = place(event);
      if (Math.hypot(x - pressed[0], y - pressed[1]) < 4 && (mouse || touched === at)) {
        follow();
      }
    });

    const step = (by) => show((at + by + points.length) % points.length);
    const next = (by) => {
      const from = points[Math.max(at, 0)];
      const groups = [...new Set(points.map((point) => point.group))];
      const group = groups[(groups.indexOf(from.group) + by + groups.length) % groups.length];
      let best = -1;
      points.forEach((point, i) => {
        if (
          point.group === group &&
          (best < 0 || Math.abs(point.x - from.x) < Math.abs(points[best].x - from.x))
        ) {
          best = i;
        }
      });
      show(best);
    };
    const keys = {
      ArrowRight: () => step(1),
      ArrowLeft: () => step(at < 0 ? 0 : -1),
      ArrowUp: () => next(-1),
      ArrowDown: () => next(1),
      Enter: follow,
      Escape: hide,
    };
    area.addEventListener('keydown', (event) => {
      if (keys[event.key] && measure()) {
        event.preventDefault();
        keys[event.key]();
        ring.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      }
    });

    const redraw = (change) => {
      change();
      draw();
    };
    if (plot.named && plot.series.length > 1) {
      plot.series.forEach((series) => {
        const made = toggle(series.name, true, (on) =>
          redraw(() => (on ? view.hidden.delete(series.name) : view.hidden.add(series.name))),
        );
        const swatch = document.createElement('span');
        swatch.className = 'swatch';
        swatch.style.background = series.colors[0];
        made.classList.add('key');
        made.prepend(swatch);
        controls.append(made);
      });
    }
    if (source.dataset.plot === 'xy') {
      if (positive(plot, 'x')) {
        controls.append(toggle('log x', view.logX, (on) => redraw(() => (view.logX = on))));
      }
      if (positive(plot, 'y')) {
        controls.append(toggle('log y', view.logY, (on) => redraw(() => (view.logY = on))));
      }
      if (plot.y.high !== null && !named(plot.y) && !plot.series.some(isBars)) {
        controls.append(toggle('whole range', false, (on) => redraw(() => (view.all = on))));
      }
    }
    controls.append(
      button(source.dataset.plot === 'xy' ? 'reset zoom' : 'reset', draw),
      button('PNG', () => file(chart, option, 'png', name)),
      button('SVG', () => file(chart, option, 'svg', name)),
    );
    new ResizeObserver(() => chart.resize()).observe(canvas);
  };

  // Only what comes into sight costs anything.
  const observer = new IntersectionObserver(
    (entries) =>
      entries
        .filter((entry) => entry.isIntersecting)
        .forEach((entry) => {
          observer.unobserve(entry.target);
          upgrade(entry.target, entry.target.querySelector('script[data-plot]'));
        }),
    { rootMargin: '300px' },
  );
  document
    .querySelectorAll('script[data-plot]')
    .forEach((source) => observer.observe(source.closest('figure')));
})();
