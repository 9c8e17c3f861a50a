using System.Net;
using Surveys.Http;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Access;

/// <summary>Every endpoint x role x own and foreign service: who may call is exactly who is named.</summary>
public sealed class RoleTests(FrontDoor door) : FrontDoorTests
{
    private static readonly (string Name, Roles Role)[] NamedRoles =
    [
        ("producer", Roles.Producer),
        ("owner", Roles.Owner),
        ("ministry", Roles.Ministry),
        ("admin", Roles.Admin),
    ];

    public static TheoryData<string> Closed { get; } =
    [.. Endpoints.All.Where(endpoint => endpoint.AllowedRoles is not Roles.Anyone).Select(endpoint => endpoint.Name)];

    [Theory, MemberData(nameof(Closed))]
    public async Task An_endpoint_is_open_to_whom_it_names_and_to_nobody_else(string name)
    {
        await door.RegisterAsync("own");
        await door.RegisterAsync("foreign");
        var endpoint = Endpoints.All.Single(each => each.Name == name);

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(door.Anyone, endpoint, "own"));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await CallAsync(door.Client($"admin_{new string('0', 16)}_{new string('0', 64)}"), endpoint, "own")
        );
        foreach (var (role, caller) in NamedRoles)
        {
            var client = role is "producer" or "owner" ? await door.AsAsync(role, "own") : await door.AsAsync(role);
            foreach (var service in (string[])["own", "foreign", "unheard-of"])
            {
                var isFar =
                    endpoint.Route.Contains("{serviceId}", StringComparison.Ordinal)
                    && service is not "own"
                    && caller is (Roles.Producer or Roles.Owner);
                var isOpen = endpoint.AllowedRoles.HasFlag(caller) && !isFar;
                var status = await CallAsync(client, endpoint, service);
                Assert.True(
                    isOpen
                        ? status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                        : status is HttpStatusCode.Forbidden,
                    $"{role} on {name} of {service}: {status}"
                );
                Assert.NotEqual(HttpStatusCode.InternalServerError, status);
            }
        }
    }

    [Fact]
    public async Task A_revoked_key_stops_working_and_an_expired_one_too()
    {
        await door.RegisterAsync("own");
        var issued = await door.Admin.PostAsync(
            "v1/keys",
            new { role = "ministry", expiresAt = door.Time.GetUtcNow().AddHours(1) },
            201
        );
        var client = door.Client(issued.TextAt("key")!);
        await client.GetAsync("v1/services", 200);
        await (
            await door.Admin.DeleteAsync($"v1/keys/{issued.TextAt("keyId")}", TestContext.Current.CancellationToken)
        ).ReadAsync(204);
        await client.GetAsync("v1/services", 401);

        var passing = door.Client(
            (
                await door.Admin.PostAsync(
                    "v1/keys",
                    new { role = "ministry", expiresAt = door.Time.GetUtcNow().AddMinutes(1) },
                    201
                )
            ).TextAt("key")!
        );
        await passing.GetAsync("v1/services", 200);
        door.Time.Advance(TimeSpan.FromMinutes(2));
        await passing.GetAsync("v1/services", 401);
    }

    private static async Task<HttpStatusCode> CallAsync(HttpClient client, Endpoint endpoint, string service)
    {
        var path = endpoint
            .Route.Replace("{serviceId}", service, StringComparison.Ordinal)
            .Replace("{interactionId}", "none", StringComparison.Ordinal)
            .Replace("{keyId}", "none", StringComparison.Ordinal)
            .Replace("{month}", "2026-03", StringComparison.Ordinal)
            .Replace("{category}", "other", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), path);
        if (endpoint.Method is "POST" or "PUT")
        {
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        }

        return (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode;
    }
}
