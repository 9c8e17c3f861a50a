using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Surveys.Pages;

namespace Surveys.Tests.Pages;

/// <summary>The headers, status and size of citizens' pages.</summary>
public sealed class CitizenPageResponseTests
{
    /// <summary>The first flight of a TCP connection: ten segments of about 1,460 bytes (RFC 6928).</summary>
    private const int OneRoundTrip = 14 * 1024;

    [Theory, MemberData(nameof(CitizenPageTests.StatesAndLanguages), MemberType = typeof(CitizenPageTests))]
    public async Task A_page_fits_into_one_round_trip(string state, string language)
    {
        var (_, body) = await Execute(Gallery.States[state](LanguageCatalog.Shipped[language]), "gzip");

        Assert.InRange(body.Length, 1, OneRoundTrip);
    }

    [Fact]
    public async Task A_page_is_not_cached_and_its_policy_allows_only_its_own_styles()
    {
        var page = Gallery.States["survey"](LanguageCatalog.Shipped.Default);

        var (response, body) = await Execute(page, "");

        Assert.Equal(200, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.ContentType);
        Assert.Equal("kk", response.Headers.ContentLanguage);
        Assert.Equal("no-store", response.Headers.CacheControl);
        Assert.Equal("no-referrer", response.Headers["Referrer-Policy"]);
        Assert.Equal("nosniff", response.Headers.XContentTypeOptions);
        Assert.StartsWith("noindex", response.Headers["X-Robots-Tag"].ToString(), StringComparison.Ordinal);
        Assert.False(response.Headers.ContainsKey("Set-Cookie"));
        var hashes = Html.ParseStrictly(Encoding.UTF8.GetString(body))
            .QuerySelectorAll("style")
            .Select(style =>
                $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style.TextContent)))}'"
            );
        Assert.Equal(
            $"default-src 'none'; style-src {string.Join(' ', hashes)}; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            response.Headers.ContentSecurityPolicy
        );
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", "")]
    [InlineData("", "")]
    [InlineData(";;;=", "")]
    public async Task A_page_is_compressed_with_an_encoding_that_the_browser_accepts(string accepted, string coding)
    {
        var (response, body) = await Execute(Gallery.States["rest"](LanguageCatalog.Shipped.Default), accepted);

        Assert.Equal(coding, response.Headers.ContentEncoding.ToString());
        Assert.Equal(body.Length, response.ContentLength);
    }

    [Fact]
    public async Task HEAD_gets_the_headers_without_the_body()
    {
        var context = Context("gzip");
        context.Request.Method = "HEAD";

        await Gallery.States["survey"](LanguageCatalog.Shipped.Default).ExecuteAsync(context);

        Assert.Equal(0, context.Response.Body.Length);
        Assert.True(context.Response.ContentLength > 0);
    }

    [Theory]
    [InlineData("survey", 200)]
    [InlineData("survey-nothing-chosen", 400)]
    [InlineData("rest-not-saved", 503)]
    [InlineData("closed", 410)]
    [InlineData("unknown", 404)]
    [InlineData("too-many", 429)]
    public async Task The_HTTP_status_matches_the_page(string state, int status)
    {
        var (response, _) = await Execute(Gallery.States[state](LanguageCatalog.Shipped.Default), "");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status is 503 or 429 ? "60" : "", response.Headers.RetryAfter.ToString());
    }

    private static async Task<(HttpResponse Response, byte[] Body)> Execute(CitizenPage page, string acceptEncoding)
    {
        var context = Context(acceptEncoding);
        await page.ExecuteAsync(context);
        return (context.Response, ((MemoryStream)context.Response.Body).ToArray());
    }

    private static DefaultHttpContext Context(string acceptEncoding)
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.Request.Headers.AcceptEncoding = acceptEncoding;
        return context;
    }
}
