// What is known of a showing's seats: the snapshot, and the changes that are newer. No page in here.

export class Seats {
  version = -1;
  #baseline = -1;
  #seats = new Map();

  snapshot(message) {
    this.version = message.version;
    this.#baseline = message.version;
    this.#seats = new Map(Object.entries(message.seats));
  }

  /** Takes in changes; returns the names of the seats that changed. */
  delta(message) {
    const changed = [];
    for (const [name, seat] of Object.entries(message.seats)) {
      const known = this.#seats.get(name)?.version ?? this.#baseline;
      if (seat.version > known || (seat.version === known && seat.expired)) {
        this.#seats.set(name, seat);
        changed.push(name);
      }
    }
    this.version = Math.max(this.version, message.version);
    return changed;
  }

  /** `available`, `held` or `booked`; a hold whose time is over counts as free, as it does on the server. */
  state(name, now) {
    const seat = this.#seats.get(name);
    if (!seat) {
      return 'available';
    }
    return seat.state === 'held' && seat.expires_at && Date.parse(seat.expires_at) <= now ? 'available' : seat.state;
  }

  available(names, now) {
    return names.reduce((free, name) => free + (this.state(name, now) === 'available' ? 1 : 0), 0);
  }
}
