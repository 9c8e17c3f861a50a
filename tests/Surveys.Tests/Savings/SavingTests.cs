using System.Net.Http.Json;
using Surveys.Tests.Fixture;
using static Surveys.Tests.Fixture.Past;

namespace Surveys.Tests.Savings;

public sealed class SavingTests(FrontDoor door) : FrontDoorTests
{
    [Fact]
    public async Task A_claim_is_reported_verified_corrected_and_its_history_kept()
    {
        await door.RegisterAsync("claim");
        var owner = await door.AsAsync("owner", "claim");
        var ministry = await door.AsAsync("ministry");
        const string path = "v1/services/claim/savings/2026-03/staff-time";

        var claimed = await owner.PutAsync(
            path,
            new
            {
                amount = 1000.25,
                hours = 40,
                method = "measured",
            },
            201
        );
        Assert.Equal("claimed", claimed.TextAt("status"));
        Assert.Equal("KZT", claimed.TextAt("currency"));
        await owner.PutAsync(
            path,
            new
            {
                amount = 1000.25,
                hours = 40,
                method = "measured",
            },
            200
        );
        var verified = await ministry.PutAsync(
            $"{path}/verification",
            new
            {
                status = "verified",
                verifiedAmount = 800,
                note = "less",
            },
            200
        );
        Assert.Equal(("verified", 800), (verified.TextAt("status"), (int)verified.NumberAt("verifiedAmount")));
        await ministry.PutAsync(
            $"{path}/verification",
            new
            {
                status = "verified",
                verifiedAmount = 800,
                note = "less",
            },
            200
        );
        await ministry.PutAsync($"{path}/verification", new { status = "rejected" }, 409);
        Assert.Equal(
            "verified",
            (
                await owner.PutAsync(
                    path,
                    new
                    {
                        amount = 1000.25,
                        hours = 40,
                        method = "measured",
                    },
                    200
                )
            ).TextAt("status")
        );
        Assert.Equal("claimed", (await owner.PutAsync(path, new { amount = 900 }, 200)).TextAt("status"));

        var stored = (await ministry.GetAsync("v1/services/claim/savings?from=2026-01&to=2026-12", 200)).At("items.0");
        Assert.Equal(
            ["claimed", "verified", "claimed"],
            stored.GetProperty("history").EnumerateArray().Select(step => step.TextAt("status")!)
        );
        Assert.Equal(
            [1000.25, 1000.25, 900],
            stored.GetProperty("history").EnumerateArray().Select(step => step.NumberAt("amount"))
        );
    }

    [Fact]
    public async Task A_verification_does_not_meet_a_correction_unseen()
    {
        await door.RegisterAsync("meet");
        var owner = await door.AsAsync("owner", "meet");
        const string path = "v1/services/meet/savings/2026-03/other";
        var seen = (await owner.PutAsync(path, new { amount = 1 }, 201)).TextAt("etag")!;
        await owner.PutAsync(path, new { amount = 2 }, 200);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{path}/verification")
        {
            Content = JsonContent.Create(new { status = "verified" }),
        };
        request.Headers.TryAddWithoutValidation("If-Match", seen);

        await (
            await (await door.AsAsync("ministry")).SendAsync(request, TestContext.Current.CancellationToken)
        ).ReadAsync(412);
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_every_fault_is_named()
    {
        await door.RegisterAsync("faulty");
        var owner = await door.AsAsync("owner", "faulty");
        await owner.PutAsync("v1/services/other/savings/2026-03/other", new { amount = 1 }, 403);
        await owner.PutAsync("v1/services/faulty/savings/2026-03/other/verification", new { status = "verified" }, 403);
        await (await door.AsAsync("ministry")).PutAsync(
            "v1/services/faulty/savings/2026-03/other",
            new { amount = 1 },
            403
        );
        await (await door.AsAsync("ministry")).PutAsync(
            "v1/services/faulty/savings/2026-03/other/verification",
            new { status = "verified" },
            404
        );
        string[] NamesOf(System.Text.Json.JsonElement problem) =>
            [.. problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)];

        Assert.Equal(
            ["category", "month"],
            NamesOf(await owner.PutAsync("v1/services/faulty/savings/2026-13/money", new { amount = 1 }, 400))
        );
        Assert.Equal(
            ["/amount", "/evidenceUrl", "/hours", "/wrong"],
            NamesOf(
                await owner.PutAsync(
                    "v1/services/faulty/savings/2026-03/other",
                    new
                    {
                        hours = -1,
                        evidenceUrl = "javascript:alert(1)",
                        wrong = 1,
                    },
                    400
                )
            )
        );
        Assert.Equal(
            ["/amount", "/hours"],
            NamesOf(await owner.PutAsync("v1/services/faulty/savings/2026-03/citizen-time", new { amount = 5 }, 400))
        );
    }

    [Fact]
    public async Task A_cost_below_nothing_is_verified_before_it_counts_as_verified()
    {
        await door.RegisterAsync("credit");
        var ministry = await door.AsAsync("ministry");
        var owner = await door.AsAsync("owner", "credit");
        await owner.PutAsync("v1/services/credit/savings/2026-03/ai-running-cost", new { amount = -900 }, 201);
        async Task<(double Net, double Verified)> NetAsync() =>
            (await ministry.GetAsync("v1/value?from=2026-03&to=2026-03", 200))
                .GetProperty("items")
                .EnumerateArray()
                .Single(item => item.TextAt("serviceId") is "credit")
                is var value
                ? (value.NumberAt("savings.net"), value.NumberAt("savings.netVerified"))
                : default;

        Assert.Equal((900, 0), await NetAsync());
        await ministry.PutAsync(
            "v1/services/credit/savings/2026-03/ai-running-cost/verification",
            new { status = "verified" },
            200
        );
        Assert.Equal((900, 900), await NetAsync());
    }

    [Fact]
    public async Task Satisfaction_is_set_against_savings()
    {
        await door.RegisterAsync("value", new { csatTarget = 0.7 });
        await door.BringAsync([
            .. Items(45, () => Item("value", "2026-03-02", new { satisfaction = 5, resolved = "yes" })),
            .. Items(5, () => Item("value", "2026-03-02", new { satisfaction = 2, resolved = "no" })),
            .. Items(
                20,
                () =>
                    Item(
                        "value",
                        "2026-03-03",
                        new { satisfaction = 2 },
                        assistance: "human",
                        language: "ru",
                        outcome: "unresolved"
                    )
            ),
            .. Items(30, () => Item("value", "2026-03-04")),
        ]);
        var owner = await door.AsAsync("owner", "value");
        var ministry = await door.AsAsync("ministry");
        Assert.Equal(
            "inconclusive",
            (await owner.GetAsync("v1/value?from=2026-01&to=2026-03", 200)).TextAt("items.0.verdict")
        );
        await owner.PutAsync(
            "v1/services/value/savings/2026-03/staff-time",
            new
            {
                amount = 500_000,
                hours = 100,
                cashReleasing = true,
            },
            201
        );
        await owner.PutAsync("v1/services/value/savings/2026-03/processing-cost", new { amount = 10_000 }, 201);
        await owner.PutAsync("v1/services/value/savings/2026-02/ai-running-cost", new { amount = 60_000 }, 201);
        await owner.PutAsync("v1/services/value/savings/2026-03/citizen-time", new { hours = 250 }, 201);
        await ministry.PutAsync(
            "v1/services/value/savings/2026-03/staff-time/verification",
            new { status = "verified", verifiedAmount = 400_000 },
            200
        );
        await ministry.PutAsync(
            "v1/services/value/savings/2026-03/processing-cost/verification",
            new { status = "rejected" },
            200
        );

        var value = (await ministry.GetAsync("v1/value?from=2026-01&to=2026-03", 200))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.TextAt("serviceId") is "value");

        Assert.Equal("2026-01/2026-03", value.TextAt("period"));
        Assert.Equal(2, value.NumberAt("monthsReported"));
        Assert.Equal(400_000, value.NumberAt("savings.claimed"));
        Assert.Equal(400_000, value.NumberAt("savings.verified"));
        Assert.Equal(400_000, value.NumberAt("savings.cashReleasing"));
        Assert.Equal(60_000, value.NumberAt("savings.cost"));
        Assert.Equal(340_000, value.NumberAt("savings.net"));
        Assert.Equal(340_000, value.NumberAt("savings.netVerified"));
        Assert.Equal(100, value.NumberAt("savings.staffHours"));
        Assert.Equal(250, value.NumberAt("savings.citizenHours"));
        Assert.Equal(100, value.NumberAt("interactions"));
        Assert.Equal(0.8, value.NumberAt("aiShare"), 12);
        Assert.Equal(45.0 / 70, value.NumberAt("csat.value"), 12);
        Assert.Equal(0.9, value.NumberAt("aiEffect.value"), 12);
        Assert.Equal(("kk", "ru"), (value.TextAt("languageGap.highest"), value.TextAt("languageGap.lowest")));
        Assert.Equal(0.1, value.NumberAt("silentFailure.value"), 12);
        Assert.Equal(50, value.NumberAt("silentFailure.n"));
        Assert.Equal(20.0 / 70 * 0.9, value.NumberAt("successOnlyBias.value"), 12);
        Assert.Equal(3_400, value.NumberAt("savingPerInteraction"), 9);
        Assert.Equal("inconclusive", value.TextAt("verdict"));

        // Strata of AI: 80 interactions by AI (30 unanswered ones among them), 20 by people: weighted csat = 0.8 x 0.9.
        Assert.Equal(0.72, value.NumberAt("csatWeighted.value"), 12);
        Assert.Equal(72, value.NumberAt("satisfiedInteractions"), 9);
        Assert.Equal(340_000 / 72.0, value.NumberAt("savingPerSatisfiedInteraction"), 9);
    }
}
