// Pinch, Ctrl and wheel zoom what lies in a scroller; a mouse drags it. Fingers pan by the browser's own scrolling.

const DRAG = 6; // pixels; less is a click

/**
 * @param scroller the element that scrolls
 * @param zoomBy gets a factor and a point of the screen that stays where it is
 */
export function panZoom(scroller, zoomBy) {
  let distance = 0;
  let drag;

  const spread = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);

  scroller.addEventListener('touchstart', (event) => {
    distance = event.touches.length === 2 ? spread(event.touches) : 0;
  }, { passive: true });
  scroller.addEventListener('touchmove', (event) => {
    if (event.touches.length === 2 && distance > 0) {
      event.preventDefault();
      const [one, other] = event.touches;
      const now = spread(event.touches);
      zoomBy(now / distance, { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 });
      distance = now;
    }
  }, { passive: false });

  scroller.addEventListener('wheel', (event) => {
    if (event.ctrlKey) {
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY / 200), { x: event.clientX, y: event.clientY });
    }
  }, { passive: false });

  scroller.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse' && event.button === 0) {
      drag = { x: event.clientX, y: event.clientY, left: scroller.scrollLeft, top: scroller.scrollTop, moved: false };
    }
  });
  scroller.addEventListener('pointermove', (event) => {
    if (!drag || event.pointerType !== 'mouse') {
      return;
    }
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    drag.moved ||= Math.hypot(x, y) > DRAG;
    if (drag.moved) {
      scroller.scrollTo(drag.left - x, drag.top - y);
    }
  });
  addEventListener('pointerup', () => {
    setTimeout(() => {
      drag = undefined;
    });
  });
  scroller.addEventListener('click', (event) => {
    if (drag?.moved) {
      event.stopPropagation();
    }
  }, true);
}
