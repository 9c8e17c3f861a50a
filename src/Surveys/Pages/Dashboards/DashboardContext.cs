using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Surveys.Access;
using Surveys.Http;

namespace Surveys.Pages.Dashboards;

/// <summary>The language, address and reader of a dashboard page.</summary>
public sealed record DashboardContext
{
    /// <summary>The language of the page.</summary>
    public required Language Language { get; init; }

    /// <summary>The path of the page without its query.</summary>
    public required string Path { get; init; }

    /// <summary>The query without the language. Links within the page keep it, and the address can be shared.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Query { get; init; } = [];

    /// <summary>The reader; null if nobody is signed in.</summary>
    internal Caller? Caller { get; init; }

    /// <summary>The token that the forms of this session contain.</summary>
    public string FormToken { get; init; } = "";

    /// <summary>The texts in the language of the page.</summary>
    public DashboardTexts Texts => Language.Dashboards;

    /// <summary>The reader can read all services.</summary>
    public bool IsMinistry => Caller is { Role: Roles.Ministry or Roles.Admin };

    /// <summary>The context of a request.</summary>
    internal static DashboardContext Of(HttpContext context, Sessions sessions)
    {
        var request = context.Request;
        var language = PageLanguage.Of(context);
        return new DashboardContext
        {
            Language = language.HasDashboards ? language : language.Catalog.WithDashboards[0],
            Path = request.PathBase.Add(request.Path).ToUriComponent(),
            Caller = context.Items.ContainsKey(typeof(Caller)) ? Caller.Of(context) : null,
            FormToken = sessions.FormToken(context),
        };
    }

    /// <summary>The address of this page in another language.</summary>
    public string In(Language language) => QueryHelpers.AddQueryString(Path, Query.Append(new("lang", language.Code)));

    /// <summary>The address of this page with another value of a query field; null removes the field.</summary>
    public string With(string name, string? value) =>
        QueryHelpers.AddQueryString(
            Path,
            Query.Where(pair => pair.Key != name).Append(new(name, value)).Append(new("lang", Language.Code))
        );

    /// <summary>The address of another page in the same language.</summary>
    /// <param name="path">The path.</param>
    /// <param name="keepPeriod">Keep the period of this page.</param>
    public string To(string path, bool keepPeriod = false) =>
        QueryHelpers.AddQueryString(
            path,
            Query.Where(pair => keepPeriod && pair.Key is "from" or "to").Append(new("lang", Language.Code))
        );
}
