// Reads lists that come a page at a time.

import { read } from './api.js';

const MOST = 20_000; // keeps a mistake from loading everything there is

/** All items of a list. */
export async function readAll(path, most = MOST) {
  const items = [];
  let cursor;
  do {
    const page = await read(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor && items.length < most);
  return items;
}
