"""Changes the budget at a steady rate: budgets.py URL CHANGES-A-SECOND SECONDS. Standard library only."""
import http.client, json, random, sys, time
from urllib.parse import urlsplit

url, rate, seconds = urlsplit(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
random.seed(1)


def call(method, path, body=None):
    connection.request(method, path, body)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        sys.exit(f"{method} {path}: {answer.status} {text.decode()}")
    return json.loads(text)


powers = [point["power"] for point in call("GET", url.path.removesuffix("/budget"))["parameters"]["operating_points"]]
start = time.monotonic()
changes = 0
while time.monotonic() - start < seconds:
    budget = random.uniform(0.9 * min(powers), min(1, 1.1 * max(powers)))
    call("PUT", url.path, json.dumps({"budget": budget}))
    changes += 1
    time.sleep(max(0, start + changes / rate - time.monotonic()))
print(f"{changes} changes in {time.monotonic() - start:.1f} s")
