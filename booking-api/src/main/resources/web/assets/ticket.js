// A ticket as it is shown.

import { html } from 'lit';
import { dateTimeIn, money } from './format.js';

export function ticket(booking) {
  return html`
    <section class="done" aria-labelledby="enjoy">
      <h1 id="enjoy" tabindex="-1">Enjoy the film.</h1>
      <p role="status">Your booking is confirmed.</p>
      <article class="ticket">
        <div class="stub">
          <small>Admit</small><strong>${booking.seats.length}</strong>
        </div>
        <div class="body">
          <h2>${booking.movie_title}</h2>
          <dl>
            <div><dt>When</dt><dd>${dateTimeIn(booking.starts_at, booking.time_zone)}</dd></div>
            <div><dt>Where</dt><dd>${booking.theater_name}, ${booking.auditorium}</dd></div>
            <div><dt>Seats</dt><dd><b>${booking.seats.join(', ')}</b></dd></div>
            <div><dt>Paid</dt><dd>${money(booking.total_minor, booking.currency)}</dd></div>
          </dl>
          <p class="code">${booking.booking_id}</p>
        </div>
      </article>
      <p><a href="/my-bookings" role="button">My bookings</a> <a href="/" role="button" class="outline">Book another</a></p>
    </section>`;
}
