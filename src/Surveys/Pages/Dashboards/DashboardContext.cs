using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Surveys.Access;
using Surveys.Http;

namespace Surveys.Pages.Dashboards;

/// <summary>Who reads a dashboard, and where it stands.</summary>
public sealed record DashboardContext
{
    /// <summary>One of the languages that dashboards speak.</summary>
    public required PageLanguage Language { get; init; }

    /// <summary>The page's own path.</summary>
    public required string Path { get; init; }

    /// <summary>What the view is made of besides the language, as it stands in the address: a link to it shows the same.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Query { get; init; } = [];

    /// <summary>Who is signed in; null where nobody is.</summary>
    internal Caller? Caller { get; init; }

    /// <summary>What this session's forms must carry.</summary>
    public string FormToken { get; init; } = "";

    /// <summary>The words of the page.</summary>
    public DashboardTexts Texts => DashboardTexts.In(Language.Code);

    /// <summary>Reads all services.</summary>
    public bool IsMinistry => Caller is { Role: Roles.Ministry or Roles.Admin };

    /// <summary>Who reads, as far as the request tells.</summary>
    internal static DashboardContext Of(HttpContext context, Sessions sessions)
    {
        var request = context.Request;
        var language = PageLanguage.Choose(request.Query["lang"], null, request.Headers.AcceptLanguage);
        return new DashboardContext
        {
            Language = DashboardTexts.Languages.Contains(language) ? language : PageLanguage.Kazakh,
            Path = request.PathBase.Add(request.Path).ToUriComponent(),
            Caller = context.Items.ContainsKey(typeof(Caller)) ? Caller.Of(context) : null,
            FormToken = sessions.FormToken(context),
        };
    }

    /// <summary>This view in another language.</summary>
    public string In(PageLanguage language) =>
        QueryHelpers.AddQueryString(Path, Query.Append(new("lang", language.Code)));

    /// <summary>This view with a part of it changed; null takes it out.</summary>
    public string With(string name, string? value) =>
        QueryHelpers.AddQueryString(
            Path,
            Query.Where(pair => pair.Key != name).Append(new(name, value)).Append(new("lang", Language.Code))
        );

    /// <summary>Another page, in the same language and, where both have one, of the same period.</summary>
    public string To(string path, bool keepPeriod = false) =>
        QueryHelpers.AddQueryString(
            path,
            Query.Where(pair => keepPeriod && pair.Key is "from" or "to").Append(new("lang", Language.Code))
        );
}
