using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Surveys.Http;
using Surveys.Ledger;

namespace Surveys.Access;

/// <summary>Issuing and revoking API keys.</summary>
internal static partial class KeyEndpoints
{
    /// <summary>Bounds one key's row; nobody answers for more services by one key.</summary>
    private const int MaxServices = 500;

    public static readonly Endpoint IssueKey = new("IssueKey", "POST", "v1/keys", Roles.Admin, IssueAsync)
    {
        Summary = "Issue an API key; it is shown this once, only its hash is kept",
        Query = [],
    };

    public static readonly Endpoint RevokeKey = new("RevokeKey", "DELETE", "v1/keys/{keyId}", Roles.Admin, RevokeAsync)
    {
        Summary = "Revoke a key; it stops working within a minute on every instance",
        Query = [],
    };

    private static async Task<IResult> IssueAsync(
        HttpContext context,
        KeysTable keys,
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
            service => ServiceId.IsValid(service) ? null : "Is no service's id.",
            empty: isForSome ? "Must name at least one service." : null
        );
        var label = fields.Text("label", longest: 100);
        var expiresAt = fields.Instant("expiresAt");
        fields.Close();
        if (services is { Count: > 0 } && role is "ministry" or "admin")
        {
            fields.AddError("services", $"A key of the role {role} is for all services; leave this out.");
        }

        if (services is { Count: > MaxServices })
        {
            fields.AddError("services", $"May name at most {MaxServices} services.");
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
        await keys.AddAsync(new StoredKey(keyId, role!, own, label, expiresAt, ApiKey.Hash(key)), cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new IssuedKey(keyId, key, role!, own, label, expiresAt),
            KeyJson.Default.IssuedKey,
            statusCode: 201
        );
    }

    private static async Task<IResult> RevokeAsync(string keyId, KeysTable keys, CancellationToken cancellationToken)
    {
        // Nobody may believe that a key is dead who has named it wrongly, such as by itself.
        if (!ApiKey.IsId(keyId))
        {
            return Problem.NotFound(
                "This is no key's id: that is the keyId with which the key was issued, 16 digits and letters a to f."
            );
        }

        // Repeating is harmless, so an unknown id is answered as a revoked one: no key of that id works.
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
