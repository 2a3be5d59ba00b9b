using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using QosNets.Server.Model;

namespace QosNets.Server.Rpc;

/// <summary>
/// Lets inference calls in before their messages are read, so that no more of them are in memory than
/// <see cref="ServeOptions.MaxRequests"/>; and measures them.
/// </summary>
internal static class RpcGate
{
    private const string Infer = "/inference.GRPCInferenceService/ModelInfer";
    private const string StatusField = "grpc-status";

    /// <summary>Calls the next handler, or answers that there are too many requests.</summary>
    public static async Task Handle(HttpContext context, RequestDelegate next, ServedModel model)
    {
        if (context.Request.Path != Infer)
        {
            await next(context);
            return;
        }
        try
        {
            await InferCall.RunAsync(
                model,
                async () =>
                {
                    await next(context);
                    return StatusOf(context);
                },
                context.RequestAborted
            );
        }
        catch (RequestException e)
        {
            // An answer without a message is how gRPC says that a call did not begin.
            var headers = context.Response.Headers;
            context.Response.ContentType = "application/grpc";
            headers[StatusField] = ((int)RpcFaults.CodeOf(e.Status)).ToString(CultureInfo.InvariantCulture);
            headers["grpc-message"] = Uri.EscapeDataString(e.Message);
        }
    }

    // The framework answers messages that it cannot read by itself, so what was answered is read from the answer.
    private static int StatusOf(HttpContext context)
    {
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var text =
            trailers is not null && trailers.TryGetValue(StatusField, out var trailer)
                ? trailer
                : context.Response.Headers[StatusField];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return context.Response.StatusCode;
        return (StatusCode)code switch
        {
            StatusCode.OK => StatusCodes.Status200OK,
            StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
            StatusCode.InvalidArgument => StatusCodes.Status400BadRequest,
            StatusCode.NotFound => StatusCodes.Status404NotFound,
            StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
            _ => StatusCodes.Status500InternalServerError,
        };
    }
}
