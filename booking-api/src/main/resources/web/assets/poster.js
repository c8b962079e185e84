// A poster for a movie, drawn from its title and genre, since the catalogue has no pictures. The same movie always gets
// the same one.

import { html, svg } from 'lit';

const WIDTH = 200;
const HEIGHT = 300;

// Per genre: ground, figure, light, and what is drawn.
const STYLES = {
  Drama: ['#22304a', '#d9795d', '#f4d9b0', horizon],
  Comedy: ['#f2b134', '#d5452f', '#fff3d6', confetti],
  Action: ['#1d1a21', '#e4432d', '#ffb02e', blades],
  Thriller: ['#12181f', '#3d8a87', '#e9e3cf', spiral],
  'Science Fiction': ['#171638', '#6a5be2', '#7fe3e0', planet],
  Romance: ['#6d1f3d', '#f0768b', '#ffd9c7', moons],
  Horror: ['#0f1110', '#8f1d21', '#e8e0c8', forest],
  Animation: ['#1f7a8c', '#ffce4a', '#ff6f59', confetti],
  Family: ['#3b6e4f', '#f6c453', '#fbf0d3', hills],
  Adventure: ['#234b45', '#e09f3e', '#fff0cf', peaks],
  Mystery: ['#221d33', '#8d6cab', '#f0e2c4', keyhole],
  Fantasy: ['#2b1b4d', '#c47ad6', '#ffe39a', peaks],
  Documentary: ['#d8d2c4', '#2f3e46', '#c8553d', grid],
  Musical: ['#3a0f2b', '#e84a8a', '#ffd166', spotlights],
};
const OTHERS = Object.values(STYLES);

/** Numbers from 0 to 1 that depend on a text alone (FNV-1a to seed, then a Weyl sequence). */
function numbers(text) {
  let state = 0x811c9dc5;
  for (const letter of text) {
    state = Math.imul(state ^ letter.codePointAt(0), 0x01000193);
  }
  return () => {
    state = (state + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 0x85ebca6b);
    return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
  };
}

const times = (count, draw) => Array.from({ length: count }, (_, n) => draw(n));

function horizon(next, [, figure, light]) {
  const y = 130 + next() * 30;
  return svg`<circle cx=${60 + next() * 80} cy=${y - 6} r=${34 + next() * 18} fill=${light}/>
    <path d="M0 ${y}H200V300H0z" fill=${figure}/>
    ${times(5, (n) => svg`<path d="M${20 + next() * 60} ${y + 12 + n * 15}h${40 + next() * 80}" stroke=${light} stroke-width="2.5" opacity=".55"/>`)}`;
}

function confetti(next, [, figure, light]) {
  return times(10, (n) => {
    const [x, y, size] = [(n % 3) * 75 + next() * 50, Math.floor(n / 3) * 52 + next() * 40, 16 + next() * 26];
    const fill = n % 2 ? figure : light;
    return n % 3 === 1
      ? svg`<rect x=${x - size} y=${y - size} width=${size * 1.7} height=${size * 1.7} rx="4" fill=${fill} transform="rotate(${next() * 90} ${x} ${y})"/>`
      : svg`<circle cx=${x} cy=${y} r=${size} fill=${fill} opacity=".94"/>`;
  });
}

function blades(next, [, figure, light]) {
  const lean = 50 + next() * 60;
  return times(5, (n) => svg`<path d="M${n * 52 - 50} 215L${n * 52 - 50 + lean} 0h${10 + next() * 26}L${n * 52 - 14} 215z" fill=${n % 3 === 1 ? light : figure} opacity=${0.95 - n * 0.1}/>`);
}

function spiral(next, [, figure, light]) {
  const [x, lean] = [80 + next() * 40, next() * 6 - 3];
  return [...times(7, (n) => svg`<circle cx=${x + n * lean} cy="105" r=${92 - n * 13} fill="none" stroke=${figure} stroke-width=${8 - n * 0.6} opacity=${0.35 + n * 0.09}/>`),
    svg`<circle cx=${x + 6 * lean} cy="105" r="8" fill=${light}/>`];
}

function planet(next, [, figure, light]) {
  const [x, y, r] = [60 + next() * 80, 85 + next() * 40, 40 + next() * 16];
  return svg`${times(26, () => svg`<circle cx=${next() * 200} cy=${next() * 210} r=${0.6 + next() * 1.3} fill="#fff" opacity=".8"/>`)}
    <circle cx=${x} cy=${y} r=${r} fill=${figure}/><path d="M${x - r} ${y}a${r} ${r} 0 0 0 ${2 * r} 0z" fill="#000" opacity=".22"/>
    <ellipse cx=${x} cy=${y} rx=${r * 1.65} ry=${r * 0.38} fill="none" stroke=${light} stroke-width="5" transform="rotate(${next() * 50 - 35} ${x} ${y})"/>`;
}

function moons(next, [, figure, light]) {
  const y = 95 + next() * 24;
  return svg`<circle cx="76" cy=${y} r="54" fill=${figure}/><circle cx="126" cy=${y + 8} r="54" fill=${light} opacity=".8"/>
    <path d="M0 ${y + 85}q50 -22 100 0t100 0v140H0z" fill=${figure} opacity=".35"/>`;
}

function forest(next, [, figure, light]) {
  return svg`<circle cx=${60 + next() * 90} cy="78" r="42" fill=${light}/>
    ${times(9, (n) => {
      const x = n * 25 + next() * 12 - 8;
      return svg`<path d="M${x} 225L${x + 6} ${80 + next() * 70}l6 145z" fill=${n % 4 === 1 ? figure : '#050505'}/>`;
    })}<path d="M0 205h200v95H0z" fill="#050505"/>`;
}

function hills(next, [, figure, light]) {
  return svg`<circle cx=${50 + next() * 100} cy=${60 + next() * 20} r="30" fill=${figure}/>
    <path d="M-10 170q60 -${50 + next() * 40} 120 0t130 0V300H-10z" fill=${light} opacity=".85"/>
    <path d="M-20 205q70 -${40 + next() * 40} 130 -10t120 10V300H-20z" fill=${figure} opacity=".75"/>`;
}

function peaks(next, [, figure, light]) {
  const x = 60 + next() * 70;
  return svg`<circle cx=${200 - x} cy=${50 + next() * 20} r="20" fill=${light}/>
    <path d="M${x - 110} 230L${x} ${62 + next() * 24}l110 168z" fill=${figure}/>
    <path d="M${x - 30} 118L${x} 72l30 46-17-7-13 12-14-11z" fill=${light}/>
    <path d="M-20 240L50 ${140 + next() * 20}l60 70 40 -44 80 90z" fill="#000" opacity=".38"/>`;
}

function keyhole(next, [, figure, light]) {
  const y = 84 + next() * 14;
  return svg`<path d="M100 ${y}L-30 ${y + 170}h260z" fill=${figure} opacity=".4"/>
    <circle cx="100" cy=${y} r="66" fill=${figure}/><circle cx="100" cy=${y - 8} r="21" fill=${light}/>
    <path d="M100 ${y - 14}l17 64H83z" fill=${light}/>`;
}

function grid(next, [, figure, light]) {
  return times(30, (n) => {
    const filled = next();
    return filled < 0.3 ? '' : svg`<rect x=${16 + (n % 5) * 34.5} y=${18 + Math.floor(n / 5) * 31} width="30" height="26.5" fill=${filled > 0.86 ? light : figure} opacity=${0.55 + filled * 0.45}/>`;
  });
}

function spotlights(next, [, figure, light]) {
  return svg`${times(3, (n) => svg`<path d="M${20 + n * 78} -10L${n * 62 - 30 + next() * 30} 215h${76 + next() * 20}z" fill=${n === 1 ? light : figure} opacity=".5"/>`)}
    <ellipse cx="100" cy="205" rx="86" ry="16" fill=${light} opacity=".85"/>
    ${times(7, () => svg`<circle cx=${next() * 200} cy=${next() * 160} r=${2 + next() * 4} fill=${light}/>`)}`;
}

/** The title in lines that fit, and the size to set them in. */
function lines(title) {
  const broken = [];
  for (const word of title.toUpperCase().split(/\s+/)) {
    const last = broken[broken.length - 1];
    if (last !== undefined && (last.length + word.length < 11 || /^(THE|A|AN|OF|AND|THE OF)$/.test(last))) {
      broken[broken.length - 1] = `${last} ${word}`;
    } else {
      broken.push(word);
    }
  }
  const longest = Math.max(...broken.map((line) => line.length));
  return { broken: broken.slice(0, 4), size: Math.min(30, 310 / longest, 92 / Math.min(4, broken.length)) };
}

/**
 * @param movie `{title, genres?}`
 * @param quiet leaves the title out, for thumbnails beside it
 */
export function poster(movie, quiet = false) {
  const next = numbers(movie.title);
  const genre = movie.genres?.[0];
  const style = STYLES[genre] || OTHERS[Math.floor(next() * OTHERS.length)];
  const [ground, , light, draw] = style;
  const bright = ground === '#d8d2c4';
  const { broken, size } = lines(movie.title);
  const bottom = HEIGHT - 24;
  return html`<svg class="poster" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
    <rect width=${WIDTH} height=${HEIGHT} fill=${ground}/>
    ${draw(next, style)}
    ${quiet ? '' : svg`
      <rect y=${bottom - broken.length * size * 0.98 - 16} width=${WIDTH} height=${HEIGHT} fill=${bright ? '#efeae0' : '#0d0a0c'} opacity=".86"/>
      ${broken.map((line, n) => svg`<text x="14" y=${bottom - (broken.length - 1 - n) * size * 0.98 - 8} font-size=${size} fill=${bright ? '#23292c' : '#fff'}>${line}</text>`)}
      <text x="14" y=${HEIGHT - 10} font-size="9.5" letter-spacing="1.8" fill=${bright ? '#a53f29' : light}>${(genre || 'Feature film').toUpperCase()}</text>`}
  </svg>`;
}
