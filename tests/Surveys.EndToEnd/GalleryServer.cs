using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Surveys.Tests.Pages;

namespace Surveys.EndToEnd;

/// <summary>Serves every state of every citizen's page, without storage, so that a browser can look at those that are hard to bring about.</summary>
public sealed class GalleryServer : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private WebApplication? _app;

    /// <summary>Where it listens.</summary>
    public string Address =>
        _app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>All states by name.</summary>
    public static IEnumerable<string> States => Gallery.States.Keys;

    /// <summary>All languages by code.</summary>
    public static IEnumerable<string> Languages => LanguageCatalog.Shipped.All.Select(language => language.Code);

    /// <summary>Requests to what is no page, such as an icon.</summary>
    public int StrayRequests =>
        _requests.Where(pair => !Gallery.States.ContainsKey(pair.Key.Split('/')[1])).Sum(pair => pair.Value);

    /// <summary>How often a page was asked for.</summary>
    public int RequestsTo(string state, string language) => _requests.GetValueOrDefault($"/{state}/{language}");

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(
            (context, next) =>
            {
                _requests.AddOrUpdate(context.Request.Path, 1, (_, count) => count + 1);
                return next(context);
            }
        );
        _app.MapMethods(
            "/{state}/{language}",
            ["GET", "POST"],
            IResult (string state, string language) => Gallery.States[state](LanguageCatalog.Shipped[language])
        );
        await _app.StartAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await _app!.DisposeAsync();
}
