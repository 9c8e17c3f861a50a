using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Dashboards;

/// <summary>Who reads dashboards: a browser without scripts, with cookies.</summary>
internal sealed class Reader(FrontDoor door)
{
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>Where the last page was, after redirects.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The cookies as they came, with their attributes.</summary>
    public List<string> Set { get; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A key of a role.</summary>
    public static async Task<(string Id, string Key)> IssueAsync(FrontDoor door, string role, params string[] services)
    {
        var issued = await door.Admin.PostAsync(
            "v1/keys",
            services.Length is 0 ? new { role } : (object)new { role, services },
            201
        );
        return (issued.TextAt("keyId")!, issued.TextAt("key")!);
    }

    /// <summary>Somebody of a role who has signed in.</summary>
    public static async Task<Reader> SignedInAsync(FrontDoor door, string role, params string[] services)
    {
        var reader = new Reader(door);
        var form = await reader.OpenAsync("sign-in?lang=en");
        await reader.SubmitAsync(
            form,
            "form[action*=sign-in]",
            200,
            ("key", (await IssueAsync(door, role, services)).Key)
        );
        return reader;
    }

    /// <summary>Asks for an address; redirects are not followed.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        IEnumerable<KeyValuePair<string, string>>? form = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        request.Content = form is null ? null : new FormUrlEncodedContent(form);
        var response = await door.Anyone.SendAsync(request, Cancel);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            Set.Add(cookie);
            var (name, value) = (
                cookie[..cookie.IndexOf('=', StringComparison.Ordinal)],
                cookie[
                    (cookie.IndexOf('=', StringComparison.Ordinal) + 1)..cookie.IndexOf(';', StringComparison.Ordinal)
                ]
            );
            if (value.Length is 0)
            {
                _cookies.Remove(name);
            }
            else
            {
                _cookies[name] = value;
            }
        }

        Path = path;
        return response;
    }

    /// <summary>A page.</summary>
    public async Task<IHtmlDocument> OpenAsync(string path, int status = 200) =>
        await PageAsync(await SendAsync(HttpMethod.Get, path), status);

    /// <summary>Fills in a form of a page and sends it: the page that the browser then shows.</summary>
    public async Task<IHtmlDocument> SubmitAsync(
        IHtmlDocument page,
        string form,
        int status,
        params (string Field, string Value)[] typed
    )
    {
        var element = Assert.IsAssignableFrom<IHtmlFormElement>(page.QuerySelector(form));
        var fields = new Dictionary<string, string>();
        foreach (
            var field in element
                .Elements.OfType<IHtmlInputElement>()
                .Where(field => field.Type is not "checkbox" || field.IsChecked)
        )
        {
            fields[field.Name!] = field.Value;
        }

        foreach (var field in element.Elements.OfType<IHtmlTextAreaElement>())
        {
            fields[field.Name!] = field.Value;
        }

        foreach (var field in element.Elements.OfType<IHtmlSelectElement>())
        {
            fields[field.Name!] = field.Value ?? "";
        }

        foreach (var (field, value) in typed)
        {
            Assert.True(
                fields.ContainsKey(field) || element.Elements.Any(each => each.GetAttribute("name") == field),
                $"There is no field {field}."
            );
            fields[field] = value;
        }

        return await PageAsync(
            await SendAsync(HttpMethod.Post, element.GetAttribute("action")!.Split('#')[0], fields),
            status
        );
    }

    /// <summary>What a page says, without its markup, spaces as one.</summary>
    public static string TextOf(IElement? element) =>
        string.Join(' ', (element?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The cells of the table with a caption, row by row, the head first.</summary>
    public static string[][] TableOf(IHtmlDocument page, string caption)
    {
        var table = page.QuerySelectorAll<IHtmlTableElement>("table")
            .Single(each => TextOf(each.QuerySelector("caption")) == caption);
        return [.. table.Rows.Select(row => row.Cells.Select(TextOf).ToArray())];
    }

    private async Task<IHtmlDocument> PageAsync(HttpResponseMessage response, int status)
    {
        if (response.StatusCode is HttpStatusCode.SeeOther)
        {
            return await OpenAsync(response.Headers.Location!.ToString(), status);
        }

        var html = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {html}");
        return await new HtmlParser().ParseDocumentAsync(html, Cancel);
    }
}
