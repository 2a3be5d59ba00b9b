-- wrk posts one image a request: JSON, or with the binary extension when FORM=binary. SHAPE is "channels,rows,columns".
-- The image is noise; with FORM=binary and IMAGES=FILE (IDX, unpacked) the images of the file come in turn.
local channels, rows, columns = (os.getenv("SHAPE") or "1,28,28"):match("(%d+),(%d+),(%d+)")
local count = channels * rows * columns
local shape = string.format("[1,%d,%d,%d]", channels, rows, columns)
math.randomseed(1)
local pixels = {}
for i = 1, count do pixels[i] = math.random(0, 255) end

wrk.method = "POST"
if os.getenv("FORM") == "binary" then
  local json = string.format('{"inputs":[{"name":"input","datatype":"UINT8","shape":%s,"parameters":{"binary_data_size":%d}}],"parameters":{"binary_data_output":true}}', shape, count)
  local bytes = {}
  for i = 1, count do bytes[i] = string.char(pixels[i]) end
  wrk.headers["Content-Type"] = "application/octet-stream"
  wrk.headers["Inference-Header-Content-Length"] = tostring(#json)
  wrk.body = json .. table.concat(bytes)
  if os.getenv("IMAGES") then
    local file = assert(io.open(os.getenv("IMAGES"), "rb"))
    file:seek("set", 16)
    local images, next = file:read("*a"), 0
    file:close()
    request = function()
      next = next % (math.floor(#images / count)) + 1
      return wrk.format(nil, nil, nil, json .. images:sub((next - 1) * count + 1, next * count))
    end
  end
else
  wrk.headers["Content-Type"] = "application/json"
  wrk.body = string.format('{"inputs":[{"name":"input","datatype":"UINT8","shape":%s,"data":[%s]}]}', shape, table.concat(pixels, ","))
end

done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("%.0f requests/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms, %d answers other than 2xx, %d connection errors\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
