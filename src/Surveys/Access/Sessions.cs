using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Surveys.Http;
using Surveys.Privacy;

namespace Surveys.Access;

/// <summary>
/// The session of a dashboard, as its cookie contains it. It identifies the key but does not contain it.
/// </summary>
/// <param name="Id">A random id, to which forms are bound.</param>
/// <param name="KeyId">The id of the key that signed in.</param>
/// <param name="KeyHash">
/// The first bytes of the key's hash. A changed admin key, which has the same id, ends its sessions.
/// </param>
internal sealed record Session(byte[] Id, string KeyId, byte[] KeyHash)
{
    /// <summary>Whether a hash is that of the key that signed in.</summary>
    public bool IsOf(byte[] hash) => CryptographicOperations.FixedTimeEquals(KeyHash, hash.AsSpan(0, KeyHash.Length));

    /// <summary>
    /// The session by which <see cref="CallerCheck"/> identified the caller; null if the caller sent a key.
    /// </summary>
    public static Session? Of(HttpContext context) => (Session?)context.Items[typeof(Session)];

    /// <summary>Makes the session available to <see cref="Of"/>.</summary>
    public void Attach(HttpContext context) => context.Items[typeof(Session)] = this;
}

/// <summary>
/// The sessions of dashboards. A cookie is encrypted with the platform's key ring, so every instance can read it. The
/// key is looked up on each request. Each form contains a token that is bound to the session (signed double-submit
/// cookie).
/// </summary>
internal sealed class Sessions(KeyRing ring, IOptions<SurveysOptions> options, TimeProvider time)
{
    /// <summary>The maximum duration of a session.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(8);

    public const string CookieName = "surveys-session";

    /// <summary>The cookie of the sign-in form, before a session exists.</summary>
    public const string FormCookieName = "surveys-sign-in";

    private const int UntilBytes = 8;
    private const int IdBytes = 16;
    private const int HashBytes = 16;
    private const string Purpose = "session";
    private const string FormCookiePurpose = "sign-in";
    private const string FormPurpose = "form";

    /// <summary>Starts a session.</summary>
    public void Begin(HttpContext context, Caller caller, string key)
    {
        byte[] payload =
        [
            .. Until(),
            .. RandomNumberGenerator.GetBytes(IdBytes),
            .. ApiKey.Hash(key)[..HashBytes],
            .. Encoding.ASCII.GetBytes(caller.KeyId),
        ];
        context.Response.Cookies.Append(CookieName, ring.Seal(payload, Purpose), Cookie(context));
        context.Response.Cookies.Delete(FormCookieName, Cookie(context));
    }

    /// <summary>Deletes the session cookie of this browser.</summary>
    public void End(HttpContext context) => context.Response.Cookies.Delete(CookieName, Cookie(context));

    /// <summary>Reads the session of a request; null if there is none or it has expired.</summary>
    public Session? Read(HttpContext context) =>
        Open(context, CookieName, Purpose) is { Length: > IdBytes + HashBytes } known
            ? new Session(
                known[..IdBytes],
                Encoding.ASCII.GetString(known.AsSpan(IdBytes + HashBytes)),
                known[IdBytes..(IdBytes + HashBytes)]
            )
            : null;

    /// <summary>The token of forms; empty if the caller sent a key, because no other site can send it.</summary>
    public string FormToken(HttpContext context) =>
        Session.Of(context) is { } session ? ring.Seal(session.Id, FormPurpose) : "";

    /// <summary>Creates the token of the sign-in form and, if needed, its cookie.</summary>
    public string BeginForm(HttpContext context)
    {
        if (Open(context, FormCookieName, FormCookiePurpose) is not { } id)
        {
            id = RandomNumberGenerator.GetBytes(IdBytes);
            context.Response.Cookies.Append(
                FormCookieName,
                ring.Seal([.. Until(), .. id], FormCookiePurpose),
                Cookie(context)
            );
        }

        return ring.Seal(id, FormPurpose);
    }

    /// <summary>Whether the token of a form belongs to this session.</summary>
    public bool IsOwn(HttpContext context, string? token) =>
        Session.Of(context) is not { } session || Is(token, session.Id);

    /// <summary>Whether the token of the sign-in form belongs to this browser.</summary>
    public bool IsOwnSignIn(HttpContext context, string? token) =>
        Open(context, FormCookieName, FormCookiePurpose) is { } id && Is(token, id);

    private bool Is(string? token, byte[] id) =>
        token is not null
        && ring.TryOpen(token, FormPurpose) is { } known
        && CryptographicOperations.FixedTimeEquals(known, id);

    private byte[]? Open(HttpContext context, string name, string purpose) =>
        context.Request.Cookies[name] is { } cookie
        && ring.TryOpen(cookie, purpose) is { Length: >= UntilBytes + IdBytes } known
        && BinaryPrimitives.ReadInt64BigEndian(known) > time.GetUtcNow().ToUnixTimeSeconds()
            ? known[UntilBytes..]
            : null;

    private byte[] Until()
    {
        var until = new byte[UntilBytes];
        BinaryPrimitives.WriteInt64BigEndian(until, (time.GetUtcNow() + Lasts).ToUnixTimeSeconds());
        return until;
    }

    /// <summary>
    /// Scripts cannot read the cookie, other sites cannot send it, and over TLS it is not sent in clear. The browser
    /// deletes it when it is closed.
    /// </summary>
    private CookieOptions Cookie(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps || options.Value.PublicUrl.Scheme == Uri.UriSchemeHttps,
            IsEssential = true,
        };
}
