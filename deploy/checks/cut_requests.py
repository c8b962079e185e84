"""Tells which requests of HAProxy's log were cut, and whether only those were that an instance had in hand as it died.

Usage: cut_requests.py LOG [SERVER@MILLISECONDS...]   each kill: which server, and when (since 1970)
Lines of the log: start of the request, milliseconds it took, server, status, termination state, method, path.
"""

import datetime
import sys

# Between the line that notes the time and the end of the process; the log's times are in milliseconds.
SLACK_MS = 100


def read(path):
    with open(path, encoding="utf-8") as log:
        for line in log:
            words = line.split()
            if len(words) >= 7 and words[0][:1].isdigit():
                yield words


def epoch_ms(text):
    return datetime.datetime.strptime(text, "%d/%b/%Y:%H:%M:%S.%f").timestamp() * 1000


def main(path, kills):
    killed = [(kill.split("@")[0], float(kill.split("@")[1])) for kill in kills]
    requests = cut = in_hand = 0
    unexplained = []
    for started, took, server, status, state, method, target, *_ in read(path):
        if target.startswith("/ws/"):
            continue  # a socket ends with its instance; the client opens another one
        requests += 1
        # A client that went away (C) is not the service's doing.
        if not (status.startswith("5") or status == "-1" or state[0] not in "-C"):
            continue
        cut += 1
        begin = epoch_ms(started)
        end = begin + float(took.lstrip("+"))
        if any(server == name and begin <= when + SLACK_MS and end >= when - SLACK_MS for name, when in killed):
            in_hand += 1
        else:
            unexplained.append(f"{started} {took} ms {server} {status} {state} {method} {target}")
    print(f"{requests:,} requests through the proxy, {cut} cut, {in_hand} of them in hand of one that was killed")
    for line in unexplained[:20]:
        print(f"  cut without a reason: {line}")
    return 1 if unexplained or requests == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
