using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Surveys.Local;

/// <summary>The addresses that the host listens on.</summary>
internal static class ListenAddresses
{
    /// <summary>
    /// Reads addresses separated by semicolons. Port 0 becomes a free port, because the platform's links need the port
    /// before the host listens.
    /// </summary>
    /// <exception cref="StartException">The text is not a list of http addresses.</exception>
    public static IReadOnlyList<string> Parse(string urls)
    {
        var listed = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return listed.Length > 0 && listed.All(IsHttp)
            ? [.. listed.Select(WithPort)]
            : throw new StartException(
                $"'{urls}' is not a valid address to listen on. Example: {LocalOptions.DefaultUrls}"
            );
    }

    /// <summary>The address at which a browser on this machine reaches the host.</summary>
    public static Uri ReachableAt(string url)
    {
        var address = BindingAddress.Parse(url);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{address.Port}/"));
    }

    private static string WithPort(string url)
    {
        var address = BindingAddress.Parse(url);
        return address.Port is 0 ? $"http://{address.Host}:{FreePort()}" : url;
    }

    private static bool IsHttp(string url)
    {
        try
        {
            return BindingAddress.Parse(url)
                is { Scheme: "http", PathBase.Length: 0, Port: >= 0 and <= IPEndPoint.MaxPort };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
