using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using QosNets.Server.Model;

namespace QosNets.Server.Http;

/// <summary><c>POST /v2/models/NAME/infer</c>.</summary>
internal static class InferEndpoint
{
    /// <summary>Length of the JSON in a body that holds bytes behind it.</summary>
    public const string HeaderLength = "Inference-Header-Content-Length";

    /// <summary>Reads, runs and answers a request.</summary>
    public static async Task HandleAsync(HttpContext context, ServedModel model)
    {
        var (start, status) = (Stopwatch.GetTimestamp(), StatusCodes.Status200OK);
        try
        {
            model.Enter();
            try
            {
                await AnswerAsync(context, model);
            }
            finally
            {
                model.Leave();
            }
        }
        catch (Exception e)
        {
            status = e switch
            {
                RequestException refused => refused.Status,
                BadHttpRequestException bad => bad.StatusCode,
                _ when context.RequestAborted.IsCancellationRequested => StatusCodes.Status499ClientClosedRequest,
                _ => StatusCodes.Status500InternalServerError,
            };
            throw;
        }
        finally
        {
            var time = Stopwatch.GetElapsedTime(start);
            model.Metrics.Answered(status, time);
            if (status == StatusCodes.Status200OK)
                model.History.Answered(time);
        }
    }

    private static async Task AnswerAsync(HttpContext context, ServedModel model)
    {
        using var body = new RequestBody();
        await body.ReadAsync(context.Request.Body, context.RequestAborted);
        using var request = model.Reader.Read(body.Bytes, JsonLength(context.Request, body.Length));
        var result = await model.RunAsync(request, context.RequestAborted);
        var output = new ArrayBufferWriter<byte>(1024);
        var jsonLength = model.Writer.Write(output, request, result, model.Control.Points[result.Point].Name);
        var response = context.Response;
        response.ContentType = jsonLength is null ? "application/json" : "application/octet-stream";
        if (jsonLength is { } length)
            response.Headers[HeaderLength] = length.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = output.WrittenCount;
        await response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted);
    }

    private static int JsonLength(HttpRequest request, int bodyLength)
    {
        if (!request.Headers.TryGetValue(HeaderLength, out var text))
            return bodyLength;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > bodyLength)
            throw new RequestException(
                StatusCodes.Status400BadRequest,
                $"the header {HeaderLength} is '{text}'; it is the length of the JSON, 0 to the body's {bodyLength} bytes"
            );
        return length;
    }
}
