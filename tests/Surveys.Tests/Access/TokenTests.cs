using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Access;

/// <summary>JWTs of the configured issuer are accepted beside API keys, with the same roles.</summary>
public sealed class TokenTests : IAsyncLifetime, IDisposable
{
    private const string Issuer = "https://login.example.kz/";
    private const string Audience = "surveys";

    private readonly RSA _issuerKey = RSA.Create(2048);
    private readonly RSA _otherKey = RSA.Create(2048);
    private readonly FrontDoor _door;

    public TokenTests(AzuriteFixture azurite) =>
        _door = new FrontDoor(azurite)
        {
            Configure = builder =>
            {
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Surveys:Access:JwtIssuer"] = Issuer,
                        ["Surveys:Access:JwtAudience"] = Audience,
                    }
                );
                builder.Services.Configure<JwtBearerOptions>(
                    JwtBearerDefaults.AuthenticationScheme,
                    options =>
                        options.Configuration = new OpenIdConnectConfiguration
                        {
                            Issuer = Issuer,
                            SigningKeys = { new RsaSecurityKey(_issuerKey) },
                        }
                );
            },
        };

    public async ValueTask InitializeAsync() => await _door.StartAsync();

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    public void Dispose()
    {
        _issuerKey.Dispose();
        _otherKey.Dispose();
    }

    [Fact]
    public async Task A_token_has_the_role_and_the_services_that_it_names()
    {
        await _door.RegisterAsync("own");
        await _door.RegisterAsync("foreign");

        await _door.Client(Token(_issuerKey, Audience, "ministry")).GetAsync("v1/services/foreign", 200);
        var owner = _door.Client(Token(_issuerKey, Audience, "owner", "own"));
        await owner.GetAsync("v1/services/own", 200);
        await owner.GetAsync("v1/services/foreign", 403);
    }

    [Fact]
    public async Task A_token_of_another_key_or_audience_or_without_a_role_is_not_accepted()
    {
        await _door.Client(Token(_otherKey, Audience, "ministry")).GetAsync("v1/services", 401);
        await _door.Client(Token(_issuerKey, "another", "ministry")).GetAsync("v1/services", 401);
        await _door.Client(Token(_issuerKey, Audience, "visitor")).GetAsync("v1/services", 401);
    }

    [Fact]
    public void The_platform_does_not_add_data_protection_which_would_write_keys_into_the_home_directory() =>
        Assert.Null(_door.Services.GetService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>());

    private static string Token(RSA key, string audience, string role, string? services = null) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = audience,
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
                Subject = new ClaimsIdentity([
                    new Claim("sub", "tester"),
                    new Claim("roles", role),
                    .. services is null ? [] : new[] { new Claim("services", services) },
                ]),
                SigningCredentials = new SigningCredentials(new RsaSecurityKey(key), SecurityAlgorithms.RsaSha256),
            }
        );
}
