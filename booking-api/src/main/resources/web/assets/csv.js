// Downloads: the API writes the CSV, the browser keeps it.

import { readFile } from './api.js';

/** @throws Problem when the API does not answer with a file */
export async function downloadCsv(path, name) {
  const file = await readFile(path, 'text/csv');
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
