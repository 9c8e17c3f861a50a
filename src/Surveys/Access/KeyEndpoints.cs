using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Surveys.Audit;
using Surveys.Http;
using Surveys.Ledger;

namespace Surveys.Access;

/// <summary>Operations on API keys.</summary>
internal static partial class KeyEndpoints
{
    /// <summary>The maximum number of services of one key, which limits the size of its row.</summary>
    private const int MaxServices = 500;

    public static readonly Endpoint IssueKey = new("IssueKey", "POST", "v1/keys", Roles.Admin, IssueAsync)
    {
        Summary = "Issue an API key. The answer is the only one that contains it",
        Query = [],
    };

    public static readonly Endpoint RevokeKey = new("RevokeKey", "DELETE", "v1/keys/{keyId}", Roles.Admin, RevokeAsync)
    {
        Summary = "Revoke a key. It stops working on every instance within a minute",
        Query = [],
    };

    private static async Task<IResult> IssueAsync(
        HttpContext context,
        KeysTable keys,
        AuditLog audit,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        var errors = new ValidationErrors();
        var fields = new JsonFields(body.RootElement, "", errors);
        var role = fields.OneOf("role", [.. ApiKey.ByName.Keys], required: true);
        var isForSome = role is "producer" or "owner";
        var services = fields.Texts(
            "services",
            required: isForSome,
            service => ServiceId.IsValid(service) ? null : "Is not a valid service id.",
            empty: isForSome ? "Must name at least one service." : null
        );
        var label = fields.Text("label", longest: 100);
        var expiresAt = fields.Instant("expiresAt");
        fields.Close();
        if (services is { Count: > 0 } && role is "ministry" or "admin")
        {
            fields.AddError("services", $"A key of the role {role} includes all services. Omit the field.");
        }

        if (services is { Count: > MaxServices })
        {
            fields.AddError("services", $"Must have at most {MaxServices} services.");
        }

        if (expiresAt <= time.GetUtcNow())
        {
            fields.AddError("expiresAt", "Must be in the future.");
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var (keyId, key) = ApiKey.Create(role!);
        var own = (services ?? []).ToImmutableSortedSet(StringComparer.Ordinal);
        var entry = Caller.Of(context).Entry(AuditAction.KeyIssued) with { Subject = keyId };
        await audit.WriteAsync(entry, cancellationToken);
        await keys.AddAsync(new StoredKey(keyId, role!, own, label, expiresAt, ApiKey.Hash(key)), cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new IssuedKey(keyId, key, role!, own, label, expiresAt),
            KeyJson.Default.IssuedKey,
            statusCode: 201
        );
    }

    private static async Task<IResult> RevokeAsync(
        string keyId,
        HttpContext context,
        KeysTable keys,
        AuditLog audit,
        CancellationToken cancellationToken
    )
    {
        // An answer of 204 to a misspelled id, or to the key itself, would say that a working key is revoked.
        if (!ApiKey.IsId(keyId))
        {
            return Problem.NotFound(
                "Is not a valid key id. It is the keyId of the answer that issued the key: 16 hexadecimal digits."
            );
        }

        // Safe to repeat, so an unknown id has the same answer as a revoked one: no key of that id works.
        var entry = Caller.Of(context).Entry(AuditAction.KeyRevoked) with
        {
            Subject = keyId,
        };
        await audit.WriteAsync(entry, cancellationToken);
        await keys.RevokeAsync(keyId, cancellationToken);
        return Results.NoContent();
    }

    private sealed record IssuedKey(
        string KeyId,
        string Key,
        string Role,
        IReadOnlyCollection<string> Services,
        string? Label,
        DateTimeOffset? ExpiresAt
    );

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
    )]
    [JsonSerializable(typeof(IssuedKey))]
    private sealed partial class KeyJson : JsonSerializerContext;
}
