// A WebSocket that comes back: after a loss it tries again, later each time, and every opening begins with a snapshot.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;
const SILENCE = 50_000; // heartbeats come every 20 s

export class Live {
  #path;
  #heard;
  #changed;
  #socket;
  #pause = FIRST_PAUSE;
  #retry;
  #silence;
  #closed = false;
  #online = () => {
    if (!this.#closed && this.#socket?.readyState !== WebSocket.OPEN) {
      clearTimeout(this.#retry);
      this.#pause = FIRST_PAUSE;
      this.#connect();
    }
  };

  /**
   * @param path of the WebSocket
   * @param heard gets each message
   * @param changed gets `live`, `connecting` or `lost`
   */
  constructor(path, heard, changed = () => {}) {
    this.#path = path;
    this.#heard = heard;
    this.#changed = changed;
    addEventListener('online', this.#online);
    this.#connect();
  }

  resync() {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send('{"type":"resync"}');
    }
  }

  close() {
    this.#closed = true;
    removeEventListener('online', this.#online);
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#socket?.close();
  }

  #connect() {
    this.#changed('connecting');
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}${this.#path}`);
    this.#socket = socket;
    this.#watch(socket);
    socket.onmessage = (event) => {
      if (socket !== this.#socket) {
        return;
      }
      this.#pause = FIRST_PAUSE;
      this.#changed('live');
      this.#watch(socket);
      this.#heard(JSON.parse(event.data));
    };
    socket.onclose = () => {
      if (socket !== this.#socket || this.#closed) {
        return;
      }
      clearTimeout(this.#silence);
      this.#changed('lost');
      this.#retry = setTimeout(() => this.#connect(), this.#pause * (0.5 + Math.random() / 2));
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    };
  }

  // A connection can be dead without anyone having closed it.
  #watch(socket) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => socket.close(), SILENCE);
  }
}
