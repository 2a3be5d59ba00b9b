"""Bad clients beside good ones: chaos.py MODEL-URL SERVER-PID SECONDS. Standard library only."""
import collections, http.client, json, os, random, signal, socket, subprocess, sys, threading, time
from urllib.parse import urlsplit

model, server, seconds = urlsplit(sys.argv[1]), sys.argv[2], float(sys.argv[3])
BREAK_OFF = """
import socket, sys, time
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(sys.stdin.buffer.read())
print("sent", flush=True)
time.sleep(60)
"""


def call(method, path, body=None, headers={}, connection=None):
    c = connection or http.client.HTTPConnection(model.hostname, model.port, timeout=60)
    c.request(method, path, body, headers)
    answer = c.getresponse()
    text = answer.read()
    if not connection:
        c.close()
    return answer.status, text


def metric(name):
    lines = call("GET", "/metrics")[1].decode().splitlines()
    return sum(float(l.rsplit(" ", 1)[1]) for l in lines if l.split(" ")[0].split("{")[0] == name)


def memory():
    return next(int(l.split()[1]) for l in open(f"/proc/{server}/status") if l.startswith("VmRSS")) / 1024


def request(pixels, shape):
    return json.dumps({"inputs": [{"name": "input", "datatype": "UINT8", "shape": shape, "data": pixels}]})


def http_bytes(body):
    return f"POST {model.path}/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


random.seed(1)
description = json.loads(call("GET", model.path)[1])
points = [p["name"] for p in description["parameters"]["operating_points"]]
shape = [1] + description["inputs"][0]["shape"][1:]
size = shape[1] * shape[2] * shape[3]
bodies = [request([random.randrange(256) for _ in range(size)], shape) for _ in range(8)]
expected = {}
for point in points:
    assert call("PUT", model.path + "/operating-point", json.dumps({"name": point}))[0] == 200
    for i, body in enumerate(bodies):
        expected[i, point] = json.loads(call("POST", model.path + "/infer", body)[1])["outputs"]

cascades = json.loads(call("GET", model.path + "/cascade")[1])["validation"]
stop = threading.Event()
counts, faults = collections.Counter(), []


def good(i):
    connection = http.client.HTTPConnection(model.hostname, model.port, timeout=60)
    while not stop.is_set():
        status, text = call("POST", model.path + "/infer", bodies[i], connection=connection)
        answer = json.loads(text)
        if status != 200 or answer["outputs"] != expected[i, answer["parameters"]["operating_point"]]:
            faults.append(f"good client {i}: {status} {text[:200]}")
        counts["right answers to good clients"] += 1


def switch():
    """Fixes points and, where the bundle has them, cascades, and frees them again by a budget."""
    connection = http.client.HTTPConnection(model.hostname, model.port, timeout=60)
    while not stop.is_set():
        what = random.choice(["operating-point", "budget", "cascade"] if cascades else ["operating-point"])
        if what == "cascade":
            pair = random.choice(cascades)
            wish = {"points": pair["points"], "min_margins": [random.choice(pair["min_margins"])]}
        else:
            wish = {"budget": random.random()} if what == "budget" else {"name": random.choice(points)}
        status, text = call("PUT", f"{model.path}/{what}", json.dumps(wish), connection=connection)
        if status != 200:
            faults.append(f"{what}: {status} {text[:200]}")
        counts[f"changes of the {what}"] += 1
        time.sleep(0.001)


def kill():
    full = http_bytes(bodies[0])
    while not stop.is_set():
        client = subprocess.Popen([sys.executable, "-c", BREAK_OFF, model.hostname, str(model.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        client.stdin.write(full[:random.choice([20, len(full) // 2, len(full) - 1, len(full)])])
        client.stdin.close()
        client.stdout.readline()
        client.send_signal(signal.SIGKILL)
        client.wait()
        client.stdout.close()
        counts["clients killed in mid-request (kill -9)"] += 1


def slow(name, at_once, dribbled):
    while not stop.is_set():
        s = socket.create_connection((model.hostname, model.port))
        s.sendall(at_once)
        s.settimeout(0.2)
        answer = b""
        for byte in dribbled:
            try:
                s.sendall(bytes([byte]))
                answer = s.recv(100)
                break
            except TimeoutError:
                continue
            except OSError:
                break
        s.close()
        if stop.is_set():
            return
        if not answer.startswith(b"HTTP/1.1 408"):
            faults.append(f"{name}: {answer[:100]}")
        counts[f"{name} answered 408"] += 1


def wrong():
    zeros = [0] * size
    cases = [
        ("malformed JSON", 400, "{\"inputs\": [", {}),
        ("wrong shape", 400, request(zeros, [1, 9, 9, 9]), {}),
        ("too few values", 400, request(zeros[1:], shape), {}),
        ("NaN", 400, request(zeros[1:] + [float("nan")], shape), {}),
        ("out of range", 400, request(zeros[1:] + [256], shape), {}),
        ("oversized body", 413, b"0" * 4_000_000, {}),
        ("wrong header length", 400, bodies[0], {"Inference-Header-Content-Length": "-1"}),
    ]
    while not stop.is_set():
        for name, status, body, headers in cases:
            try:
                got, text = call("POST", model.path + "/infer", body, headers)
            except (BrokenPipeError, ConnectionResetError):
                # The server answers 413 and closes while the client still sends, which may not see the answer then.
                got, text = (413, b'{"error": ""}') if status == 413 else (0, b"")
            if got != status or "error" not in json.loads(text):
                faults.append(f"{name}: {got} {text[:200]}")
            counts[f"{name} answered {status}"] += 1
        time.sleep(0.01)


whole = http_bytes(bodies[0])
head = whole.index(b"{")
tasks = [(good, i) for i in range(4)] + [(switch,), (kill,), (wrong,)]
tasks += 3 * [(slow, "slow headers", b"", whole[:head])] + 3 * [(slow, "slow bodies", whole[:head], whole[head:])]
threads = [threading.Thread(target=t[0], args=t[1:]) for t in tasks]
for thread in threads:
    thread.start()
time.sleep(seconds / 2)
half = memory()
time.sleep(seconds / 2)
full = memory()
stop.set()
for thread in threads:
    thread.join()
time.sleep(1)
left = {name: metric(name) for name in ("qosnets_requests_active", "qosnets_queue_images", "kestrel_active_connections")}
for name, count in sorted(counts.items()):
    print(f"{count:7} {name}")
print(f"memory {half:.0f} MiB at half time, {full:.0f} MiB at the end; {len(os.listdir(f'/proc/{server}/fd'))} files open; left: {left}")
if left["qosnets_requests_active"] or left["qosnets_queue_images"] or left["kestrel_active_connections"] > 1:
    faults.append(f"something is left: {left}")
if full > 1.3 * half + 20:
    faults.append(f"memory grew from {half:.0f} to {full:.0f} MiB")
print("\n".join(faults[:20]) or "no fault")
sys.exit(bool(faults))
