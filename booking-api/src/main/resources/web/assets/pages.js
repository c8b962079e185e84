// Reads lists that come a page at a time.

import { read } from './api.js';

/** All items of a list, up to a bound that keeps a mistake from loading everything there is. */
export async function readAll(path, most = 1000) {
  const items = [];
  let cursor;
  do {
    const page = await read(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor && items.length < most);
  return items;
}
