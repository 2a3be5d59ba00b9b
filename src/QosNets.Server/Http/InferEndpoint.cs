using System.Buffers;
using System.Globalization;
using QosNets.Server.Model;

namespace QosNets.Server.Http;

/// <summary><c>POST /v2/models/NAME/infer</c>.</summary>
internal static class InferEndpoint
{
    /// <summary>Length of the JSON in a body that holds bytes behind it.</summary>
    public const string HeaderLength = "Inference-Header-Content-Length";

    /// <summary>Reads, runs and answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="model">The model.</param>
    /// <param name="checkChange">Throws where the client may not choose for itself.</param>
    public static Task HandleAsync(HttpContext context, ServedModel model, Action<HttpContext> checkChange) =>
        InferCall.RunAsync(model, () => AnswerAsync(context, model, checkChange), context.RequestAborted);

    private static async Task<int> AnswerAsync(HttpContext context, ServedModel model, Action<HttpContext> checkChange)
    {
        using var body = new RequestBody(model.LargestBody);
        await body.ReadAsync(context.Request, context.RequestAborted);
        using var request = model.Reader.Read(body.Bytes, JsonLength(context.Request, body.Length));
        // What a request takes for itself is no longer there for others, as with a change of the budget.
        if (!request.Wish.IsNone)
            checkChange(context);
        var result = await model.RunAsync(request, context.RequestAborted);
        var output = new ArrayBufferWriter<byte>(1024);
        var jsonLength = model.Writer.Write(output, request, result);
        var response = context.Response;
        response.ContentType = jsonLength is null ? "application/json" : "application/octet-stream";
        if (jsonLength is { } length)
            response.Headers[HeaderLength] = length.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = output.WrittenCount;
        await response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted);
        return response.StatusCode;
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
