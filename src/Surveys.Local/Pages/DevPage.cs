using Surveys.Languages;
using Surveys.Pages;

namespace Surveys.Local.Pages;

/// <summary>A page for developers, in English. It is rendered and written as the platform's own pages are.</summary>
internal sealed class DevPage(Type component, Dictionary<string, object?> parameters) : IResult
{
    private static readonly Language English = LanguageCatalog.Shipped["en"];

    /// <summary>The style sheet of all pages for developers.</summary>
    public static InlineContent Style { get; } = new(Read("local.css"));

    /// <summary>Refreshes the simulated phones and sends replies.</summary>
    public static InlineContent Script { get; } = new(Read("phones.js"));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext) =>
        await PageResponse.WriteAsync(
            httpContext,
            StatusCodes.Status200OK,
            English,
            [Style],
            Script,
            await PageRenderer.RenderAsync(component, parameters)
        );

    private static string Read(string name) => InlineContent.Read(typeof(DevPage).Assembly, $"Pages/{name}");
}
