using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace QosNets.Server.Base;

/// <summary>Addresses to listen on.</summary>
internal static class Binding
{
    private const string Any = "*";

    /// <summary>Refuses what cannot be listened on.</summary>
    /// <exception cref="ServeException">The address is no <c>http://HOST:PORT</c>.</exception>
    public static void Check(string url)
    {
        var parts = Parse(url);
        if (parts.Scheme != "http")
            throw new ServeException($"cannot listen on '{url}'; give http://HOST:PORT (for TLS put a proxy in front)");
        if (parts.PathBase.Length > 0)
            throw new ServeException($"cannot listen on '{url}'; leave out the path '{parts.PathBase}'");
        if (parts.IsUnixPipe)
            return;
        if (parts.Port is < 0 or > IPEndPoint.MaxPort)
            throw new ServeException($"cannot listen on '{url}'; its port is {parts.Port}, ports are 0 to {IPEndPoint.MaxPort}");
        // A name would be taken for all addresses, and the server be reached from outside unawares.
        if (parts.Host is not (Any or "+") && !IsLocalhost(parts.Host) && Address(parts.Host) is null)
            throw new ServeException(
                $"cannot listen on '{url}'; '{parts.Host}' is no address: give an IP address of this machine, localhost, or "
                    + $"{Any} for all"
            );
    }

    /// <summary>Whether only this machine reaches the address.</summary>
    public static bool IsLoopback(string url)
    {
        var parts = Parse(url);
        return parts.IsUnixPipe || IsLoopbackHost(parts.Host);
    }

    /// <summary>Whether a host, as in a Host header but without the port, means this machine.</summary>
    public static bool IsLoopbackHost(string host) =>
        IsLocalhost(host) || (Address(host) is { } address && IPAddress.IsLoopback(address));

    /// <summary>Adds an address to those that a server will listen on.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="url">An address that <see cref="Check"/> let pass.</param>
    /// <param name="protocols">What is spoken there.</param>
    /// <param name="added">Takes the endpoint, whose text is the address with the port that was taken, once it listens.</param>
    public static void Listen(KestrelServerOptions kestrel, string url, HttpProtocols protocols, Action<ListenOptions> added)
    {
        var parts = Parse(url);
        if (parts.IsUnixPipe)
            kestrel.ListenUnixSocket(parts.UnixPipePath, Configure);
        else if (IsLocalhost(parts.Host))
            kestrel.ListenLocalhost(parts.Port, Configure);
        else if (Address(parts.Host) is { } address)
            kestrel.Listen(address, parts.Port, Configure);
        else
            kestrel.ListenAnyIP(parts.Port, Configure);

        void Configure(ListenOptions endpoint)
        {
            endpoint.Protocols = protocols;
            added(endpoint);
        }
    }

    /// <summary>Why an address could not be listened on, and what to do.</summary>
    /// <param name="e">What the attempt threw.</param>
    public static string Fault(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
                return "the port is in use; stop what uses it, or choose another port (0 takes a free one)";
            if (cause is SocketException { SocketErrorCode: SocketError.AddressNotAvailable })
                return $"this machine has no such address; give one of its own, localhost, or {Any} for all";
            if (cause is SocketException { SocketErrorCode: SocketError.AccessDenied })
                return "this user may not listen there; choose a port from 1024 on";
        }
        return e.Message.Split('\n')[0];
    }

    private static bool IsLocalhost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static IPAddress? Address(string host) => IPAddress.TryParse(host, out var address) ? address : null;

    private static Microsoft.AspNetCore.Http.BindingAddress Parse(string url)
    {
        try
        {
            return Microsoft.AspNetCore.Http.BindingAddress.Parse(url);
        }
        catch (FormatException e)
        {
            throw new ServeException($"'{url}' is no address; give http://HOST:PORT", e);
        }
    }
}
