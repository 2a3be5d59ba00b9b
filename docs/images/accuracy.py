"""The picture at the head of the README, from a run's report: docs/images/accuracy.py runs/fashion-resnet8/report.html"""

import re
import sys
from pathlib import Path

report = Path(sys.argv[1]).read_text(encoding="utf-8")
chart = re.search(r'<svg class="chart".*?</svg>', report, re.S).group()
style = re.search(r"<style>(.*?)</style>", report, re.S).group(1)
width, height = re.search(r'viewBox="0 0 (\d+) (\d+)"', chart).groups()
# A page has a background and may be dark; a picture stands on white.
inside = f'<style>{style}</style><rect width="{width}" height="{height}" fill="#fff"/>'
chart = chart.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" ', 1)
Path(__file__).with_name("accuracy.svg").write_text(chart.replace(">", f">{inside}", 1) + "\n", encoding="utf-8")
