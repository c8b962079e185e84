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
  // A page that comes back by the browser's Back may have slept for long, and without its socket.
  #shown = (event) => {
    if (event.persisted) {
      this.#socket.close();
      this.#online();
    }
  };
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
   * @param changed gets `live`, `connecting`, `lost` or, by close(), `closed`
   */
  constructor(path, heard, changed = () => {}) {
    this.#path = path;
    this.#heard = heard;
    this.#changed = changed;
    addEventListener('online', this.#online);
    addEventListener('pageshow', this.#shown);
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
    removeEventListener('pageshow', this.#shown);
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#socket?.close();
    this.#changed('closed');
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
