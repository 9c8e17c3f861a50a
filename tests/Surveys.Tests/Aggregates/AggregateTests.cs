using System.Collections.Concurrent;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Surveys.Tests.Fixture;
using static Surveys.Tests.Fixture.Past;

namespace Surveys.Tests.Aggregates;

/// <summary>Three services of two agencies, and one that is a test.</summary>
public sealed class ThreeServices : IAsyncLifetime
{
    public ThreeServices(AzuriteFixture azurite) => Door = new FrontDoor(azurite) { Wire = new Eavesdropper(Reads) };

    internal FrontDoor Door { get; }

    /// <summary>What was asked of the tables, in order.</summary>
    internal ConcurrentQueue<string> Reads { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await Door.StartAsync();
        await Door.RegisterAsync("a-one", new { agency = "=Agency; \"quoted\", one" });
        await Door.RegisterAsync("b-two", new { agency = "Two" });
        await Door.RegisterAsync("c-two", new { agency = "Two" });
        await Door.RegisterAsync("d-test", new { agency = "Two", test = true });
        await Door.BringAsync([
            .. Items(10, () => Item("a-one", "2026-03-02", new { satisfaction = 5 })),
            .. Items(20, () => Item("b-two", "2026-03-02", new { satisfaction = 4 }, language: "ru")),
            .. Items(5, () => Item("c-two", "2026-03-02", new { satisfaction = 1 })),
            .. Items(50, () => Item("d-test", "2026-03-02", new { satisfaction = 1 })),
        ]);
    }

    public ValueTask DisposeAsync() => Door.DisposeAsync();

    /// <summary>Notes the last part of each path: the table, and the row where one is named.</summary>
    private sealed class Eavesdropper(ConcurrentQueue<string> heard) : HttpPipelinePolicy
    {
        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            heard.Enqueue(message.Request.Uri.Path.Split('/')[^1]);
            return ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("The platform never waits on a thread.");
    }
}

public sealed class AggregateTests(ThreeServices services) : IClassFixture<ThreeServices>
{
    private FrontDoor Door => services.Door;

    [Fact]
    public async Task Every_service_is_there_month_by_month_and_tests_are_in_nobodys_totals()
    {
        var ministry = await Door.AsAsync("ministry");

        var services = (await ministry.GetAsync("v1/aggregates?from=2026-02&to=2026-03", 200)).GetProperty("items");
        Assert.Equal(
            ["a-one 2026-02", "a-one 2026-03", "b-two 2026-02", "b-two 2026-03", "c-two 2026-02", "c-two 2026-03"],
            services.EnumerateArray().Select(item => $"{item.TextAt("serviceId")} {item.TextAt("period")}")
        );

        var agencies = (
            await ministry.GetAsync("v1/aggregates?from=2026-03&to=2026-03&groupBy=agency", 200)
        ).GetProperty("items");
        Assert.Equal("Two", agencies.TextAt("1.agency"));
        Assert.Equal(20, agencies.NumberAt("1.responses"));
        Assert.Equal(25, agencies.NumberAt("1.interactions"));
        Assert.True(agencies.At("1.leftOut").GetBoolean());

        var all = (
            await ministry.GetAsync("v1/aggregates?from=2026&to=2026&interval=year&groupBy=all", 200)
        ).GetProperty("items");
        Assert.Equal(30, all.NumberAt("0.responses"));
        Assert.Equal(35, all.NumberAt("0.interactions"));
    }

    [Theory]
    [InlineData("groupBy=service")]
    [InlineData("groupBy=service&by=language")]
    [InlineData("groupBy=agency&by=language")]
    [InlineData("groupBy=all")]
    public async Task Pages_of_any_size_give_the_same_rows(string query)
    {
        var path = $"v1/aggregates?from=2026-01&to=2026-04&{query}";
        var whole = (await Door.Admin.GetAsync(path, 200))
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => item.ToString())
            .ToList();
        var rows = new List<string>();
        for (string? next = $"{path}&limit=3"; next is not null; )
        {
            var response = await Door.Admin.GetAsync(next, TestContext.Current.CancellationToken);
            rows.AddRange(
                (await response.ReadAsync(200)).GetProperty("items").EnumerateArray().Select(item => item.ToString())
            );
            next = response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        Assert.NotEmpty(whole);
        Assert.Equal(whole, rows);
    }

    [Fact]
    public async Task A_table_opens_in_a_spreadsheet_and_nothing_in_it_runs()
    {
        var response = await Door.Admin.GetAsync(
            "v1/aggregates?from=2026-03&to=2026-03&format=csv",
            TestContext.Current.CancellationToken
        );
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\ufeff').Split("\r\n");

        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith(
            "serviceId,agency,period,version,asOf,status,provenance,suppressed,leftOut,interactions,",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.Contains(",csat.value,csat.low,csat.high,csat.n,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",questions.ease.mean,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "a-one,\"'=Agency; \"\"quoted\"\", one\",2026-03,1,2026-11-23T06:00:02Z,settled,verified,false,false,10,",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "c-two,Two,2026-03,1,2026-11-23T06:00:02Z,settled,verified,true,false,5,,,,,,,,,,,",
            lines[3],
            StringComparison.Ordinal
        );
        Assert.Equal(["", lines[3]], lines.Reverse().Take(2));
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("&by=language&groupBy=agency&limit=1", "application/json")]
    [InlineData("&interval=year&by=region", "text/csv")]
    public async Task What_is_known_already_costs_one_read_or_two(string query, string accept)
    {
        var ministry = await Door.AsAsync("ministry");
        async Task<HttpResponseMessage> AskAsync(string? known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/aggregates?from=2026&to=2026{query}");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            if (known is not null)
            {
                request.Headers.TryAddWithoutValidation("If-None-Match", known);
            }

            return await ministry.SendAsync(request, TestContext.Current.CancellationToken);
        }

        var etag = (await AskAsync(null)).Headers.ETag!.ToString();

        services.Reads.Clear();
        Assert.Equal(200, (int)(await AskAsync("\"another\"")).StatusCode);
        Assert.InRange(services.Reads.Count, 3, 100);

        services.Reads.Clear();
        Assert.Equal(304, (int)(await AskAsync(etag)).StatusCode);
        Assert.Equal("published()", Assert.Single(services.Reads));

        // The caller's key is cached for a while; then it is read as well. The audit log may write refusals of other tests.
        Door.Time.Advance(TimeSpan.FromMinutes(1));
        services.Reads.Clear();
        Assert.Equal(304, (int)(await AskAsync(etag)).StatusCode);
        Assert.InRange(
            services.Reads.Count(read => read is not "$batch" && !read.StartsWith("audit", StringComparison.Ordinal)),
            1,
            2
        );
    }

    [Fact]
    public async Task Who_may_not_pull_is_refused()
    {
        await (
            await (await Door.AsAsync("owner", "a-one")).GetAsync(
                "v1/aggregates?from=2026&to=2026",
                TestContext.Current.CancellationToken
            )
        ).ReadAsync(403);
        await (
            await Door.Anyone.GetAsync("v1/aggregates?from=2026&to=2026", TestContext.Current.CancellationToken)
        ).ReadAsync(401);
        var problem = await Door.Admin.GetAsync(
            "v1/aggregates?from=2026&to=2026&limit=0&cursor=x&format=xml&groupBy=me",
            400
        );
        Assert.Equal(
            ["cursor", "format", "groupBy", "limit"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)
        );
    }
}
