using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Surveys.Pages;

/// <summary>
/// Renders a component once, as static HTML. It does not use the services of the host, so both hosts render the same
/// bytes.
/// </summary>
internal static class PageRenderer
{
    /// <summary>
    /// The encoder leaves letters of all scripts as they are: an encoded Kazakh letter takes eight bytes.
    /// </summary>
    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddLogging()
        .AddSingleton(HtmlEncoder.Create(UnicodeRanges.All))
        .BuildServiceProvider();

    /// <summary>The HTML of a component with its parameters.</summary>
    public static async Task<string> RenderAsync(Type component, Dictionary<string, object?> parameters)
    {
        await using var renderer = new HtmlRenderer(Services, Services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters))).ToHtmlString()
        );
    }
}
