using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Surveys.Local.Demonstration;

/// <summary>The demonstration cannot continue. The message says which request failed.</summary>
internal sealed class DemoException(string message) : Exception(message);

/// <summary>Calls the host's own HTTP endpoints, as services, citizens and the ministry do.</summary>
/// <param name="address">The address of the host.</param>
/// <param name="adminKey">The admin key.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoClient(Uri address, string adminKey, TimeProvider time) : IDisposable
{
    private const int MaxAttempts = 5;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>The admin key.</summary>
    public string AdminKey => adminKey;

    /// <summary>Issues a key.</summary>
    /// <param name="role">The role.</param>
    /// <param name="services">The services of the key; null for all.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<string> IssueKeyAsync(
        string role,
        IEnumerable<string>? services,
        CancellationToken cancellationToken
    )
    {
        var body = new JsonObject { ["role"] = role, ["label"] = $"demonstration: {role}" };
        if (services is not null)
        {
            body["services"] = new JsonArray([.. services.Select(service => (JsonNode)service)]);
        }

        return (string)(await SendAsync(HttpMethod.Post, "v1/keys", adminKey, body, cancellationToken))!["key"]!;
    }

    /// <summary>
    /// Sends a request and repeats it while the host answers 429 or 503. It returns the body, if there is one.
    /// </summary>
    /// <exception cref="DemoException">The host refused the request.</exception>
    public async Task<JsonNode?> SendAsync(
        HttpMethod method,
        string path,
        string? key,
        JsonNode? body,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await SendOnceAsync(method, path, key, body, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response.Content.Headers.ContentLength is 0 || response.StatusCode is HttpStatusCode.NoContent
                    ? null
                    : JsonNode.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
            }

            if (IsDecidedAlready(response, path))
            {
                return null;
            }

            var isBusy = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            if (!isBusy || attempt is MaxAttempts)
            {
                var problem = await response.Content.ReadAsStringAsync(cancellationToken);
                var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
                throw new DemoException($"{method} {path} returned {status}: {problem}");
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), time, cancellationToken);
        }
    }

    /// <summary>Submits a form, as a browser without scripts does. Redirects are not followed.</summary>
    public async Task<HttpStatusCode> SubmitFormAsync(
        string path,
        IEnumerable<KeyValuePair<string, string>> fields,
        CancellationToken cancellationToken
    )
    {
        using var form = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), form, cancellationToken);
        return response.StatusCode;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method,
        string path,
        string? key,
        JsonNode? body,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await _http.SendAsync(request, cancellationToken);
    }

    /// <summary>A claim was verified or rejected in an earlier, interrupted run.</summary>
    private static bool IsDecidedAlready(HttpResponseMessage response, string path) =>
        response.StatusCode is HttpStatusCode.Conflict && path.EndsWith("/verification", StringComparison.Ordinal);
}
