// What is known of a day's totals from the feed. No page in here.

export class LiveTotals {
  #totals = new Map();

  /** Takes in totals; those that are older than what is known count for nothing. Returns the ids of what changed. */
  hear(message) {
    const changed = new Set();
    for (const total of message.theaters) {
      const key = `${total.theater_id} ${total.currency}`;
      const known = this.#totals.get(key);
      if (!known || (total.version ?? Infinity) >= (known.version ?? 0)) {
        if (!known || known.revenue_minor !== total.revenue_minor || known.tickets !== total.tickets) {
          changed.add(total.theater_id);
        }
        this.#totals.set(key, total);
      }
    }
    return changed;
  }

  get currencies() {
    return [...new Set([...this.#totals.values()].map((total) => total.currency))].filter(Boolean).sort();
  }

  of(theater, currency) {
    return this.#totals.get(`${theater} ${currency}`);
  }

  /** All theaters together; nothing while the feed has not told. */
  sum(currency) {
    const some = [...this.#totals.values()].filter((total) => total.currency === currency);
    return some.length === 0 ? undefined : {
      revenue: some.reduce((sum, total) => sum + total.revenue_minor, 0),
      tickets: some.reduce((sum, total) => sum + total.tickets, 0),
      theaters: some.filter((total) => total.tickets > 0).length,
    };
  }

  /** Those who earn more than `least`, by id. */
  above(least, currency) {
    return [...this.#totals.values()].filter((total) => total.currency === currency && total.tickets > 0 && total.revenue_minor >= least)
      .map((total) => total.theater_id);
  }
}
